/**
 * The few effects of a browser page that the API needs: copying, opening a tab, offering a file. Kept apart so that
 * `browser-api.ts` can be tested without a browser.
 */
import { ApiError } from '../../shared/api-error.ts';

/** Clipboard access needs a secure context, which plain HTTP from another machine is not. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    throw new ApiError(
      { code: 'clipboard-refused', message: 'The browser does not let this page copy.', hint: 'Select the text and copy it by keyboard.' },
      { cause },
    );
  }
}

export function openWindow(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer');
}

export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
