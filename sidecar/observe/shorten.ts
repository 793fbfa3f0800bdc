/**
 * Cuts a text that is too long to be kept or shown whole, and says how much is missing. Used by the redactor.
 */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Never between the two halves of a character beyond U+FFFF.
  const kept = text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${text.length - kept.length} more characters)`;
}
