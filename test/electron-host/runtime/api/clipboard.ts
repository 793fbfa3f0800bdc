/**
 * The `clipboard` module, which has been asynchronous and main-process-only since Electron 44. The host's clipboard is
 * its own; on Linux there is the second one of the selection.
 */

type TextClipboard = Pick<Electron.Clipboard, 'clear' | 'has' | 'readText' | 'writeText'>;

export function createClipboard(platform: NodeJS.Platform): TextClipboard & { readonly selection: TextClipboard | undefined } {
  return { ...createTextClipboard(), selection: platform === 'linux' ? createTextClipboard() : undefined };
}

function createTextClipboard(): TextClipboard {
  let text: string | undefined;
  return {
    readText: async () => text ?? '',
    async writeText(value) {
      if (typeof value !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
      text = value;
    },
    has: async (mimetype) => text !== undefined && mimetype === 'text/plain',
    clear() {
      text = undefined;
    },
  };
}
