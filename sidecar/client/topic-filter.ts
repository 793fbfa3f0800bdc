/** Which messages belong to which subscription: MQTT 5.0, section 4.7. Used where several subscriptions share a stream. Pure. */

export function matchesFilter(filter: string, topic: string): boolean {
  const own = filter.replace(/^\$share\/[^/]+\//, '');
  const wanted = own.split('/');
  const levels = topic.split('/');
  // [MQTT-4.7.2-1]: a wildcard at the start leaves out $SYS and its like.
  if (topic[0] === '$' && /^[#+]/.test(own)) return false;
  for (let index = 0; index < wanted.length; index += 1) {
    const level = wanted[index];
    if (level === '#') return true;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
