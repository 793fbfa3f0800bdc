/** Whether a topic matches a filter (MQTT 5.0, section 4.7), as little as the demonstration needs. */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  const rest = wanted.indexOf('#');
  if (rest < 0 && wanted.length !== levels.length) return false;
  return wanted.every((level, index) => (rest >= 0 && index >= rest) || level === '+' || level === levels[index]);
}
