/** Wording shared by the schema's descriptions and the messages about it. */

/** `a, b or c` */
export function enumerate(values: readonly unknown[], conjunction: 'and' | 'or'): string {
  const words = values.map(String);
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} ${conjunction} ${last}`;
}
