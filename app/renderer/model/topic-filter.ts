/**
 * Whether a text is an MQTT topic filter or a topic to publish to (MQTT 5.0, sections 4.7.1 and 4.7.3). Pure; says so before
 * the broker would.
 */
const MAX_BYTES = 65_535;

export function isTopicFilter(text: string): boolean {
  if (!isUsable(text)) return false;
  const levels = text.split('/');
  return levels.every((level, index) => {
    // [MQTT-4.7.1-1] and [MQTT-4.7.1-2]: a wildcard stands alone in its level, # in the last one only.
    if (level.includes('#')) return level === '#' && index === levels.length - 1;
    return !level.includes('+') || level === '+';
  });
}

export function isTopicName(text: string): boolean {
  return isUsable(text) && !/[+#]/.test(text);
}

/** [MQTT-4.7.3-1] and -2: at least one character, no U+0000, at most 65,535 bytes of UTF-8. */
function isUsable(text: string): boolean {
  return text !== '' && !text.includes('\u0000') && new TextEncoder().encode(text).length <= MAX_BYTES;
}
