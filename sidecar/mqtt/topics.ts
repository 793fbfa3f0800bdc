/**
 * Topic names and topic filters as MQTT defines them (3.1.1 and 5.0, section 4.7; shared subscriptions: 5.0, section 4.8.2):
 * are they valid, does a filter match a topic, does one filter cover or overlap another. Used by tools, routes, the hub and the
 * access rules. All pure; what is asked for by people comes back in words for them.
 */
import { AppError } from '../errors.ts';

/** [MQTT-4.7.3-3]: the length prefix of a UTF-8 string has two bytes. */
const MAX_BYTES = 65_535;
/** Mosquitto's own limit. Deeper filters say nothing that a wildcard does not, and each level costs every message a step. */
const MAX_LEVELS = 200;
const SHARED_PREFIX = '$share/';

/** A shared subscription's parts: `$share/{group}/{filter}`. */
export interface SharedFilter {
  readonly group: string;
  readonly filter: string;
}

function stringProblem(text: string): string | undefined {
  if (text === '') return 'it is empty; at least one character is needed';
  if (text.includes('\0')) return 'it contains U+0000, which MQTT forbids';
  if (!text.isWellFormed()) return 'it contains half of a surrogate pair, which has no UTF-8 form';
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) return `it has ${bytes} bytes in UTF-8; the limit is ${MAX_BYTES}`;
  return undefined;
}

function wildcardProblem(filter: string): string | undefined {
  const levels = filter.split('/');
  if (levels.length > MAX_LEVELS) return `it has ${levels.length} levels; the limit is ${MAX_LEVELS}`;
  for (const [index, level] of levels.entries()) {
    if (level === '#' && index < levels.length - 1) return '# stands for all levels that follow and may only be the last one';
    if (level.length > 1 && level.includes('#')) return `# has to be a whole level, not part of "${level}"`;
    if (level.length > 1 && level.includes('+')) return `+ has to be a whole level, not part of "${level}"`;
  }
  return undefined;
}

/** Splits a shared subscription's filter; undefined for every other filter, also for a malformed `$share/…`. */
export function parseSharedFilter(filter: string): SharedFilter | undefined {
  if (!filter.startsWith(SHARED_PREFIX)) return undefined;
  const end = filter.indexOf('/', SHARED_PREFIX.length);
  const group = filter.slice(SHARED_PREFIX.length, end);
  // [MQTT-4.8.2-1], [MQTT-4.8.2-2]: a share name of at least one character, without wildcards, and a filter behind it.
  if (end < 0 || group === '' || /[+#]/.test(group) || end === filter.length - 1) return undefined;
  return { group, filter: filter.slice(end + 1) };
}

/** What is wrong with a topic to publish to, in words that continue "… cannot be used: "; undefined when nothing is. */
export function topicNameProblem(topic: string): string | undefined {
  const problem = stringProblem(topic);
  if (problem !== undefined) return problem;
  // [MQTT-3.3.2-2]
  if (/[+#]/.test(topic)) return 'it contains a wildcard (+ or #), and wildcards are for subscribing only';
  return undefined;
}

/** What is wrong with a topic filter, in words that continue "… cannot be used: "; undefined when nothing is. */
export function topicFilterProblem(filter: string): string | undefined {
  const problem = stringProblem(filter);
  if (problem !== undefined) return problem;
  if (!filter.startsWith(SHARED_PREFIX)) return wildcardProblem(filter);
  const shared = parseSharedFilter(filter);
  if (shared === undefined) return 'a shared subscription has the form $share/group/filter, with no wildcard in the group';
  return wildcardProblem(shared.filter);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** Throws `invalid-topic` unless the topic may be published to. */
export function assertTopicName(topic: string): void {
  const problem = topicNameProblem(topic);
  if (problem !== undefined) throw new AppError('invalid-topic', `The topic ${quoted(topic)} cannot be used: ${problem}.`);
}

/** Throws `invalid-topic-filter` unless the filter may be subscribed to. */
export function assertTopicFilter(filter: string): void {
  const problem = topicFilterProblem(filter);
  if (problem !== undefined) throw new AppError('invalid-topic-filter', `The topic filter ${quoted(filter)} cannot be used: ${problem}.`);
}

/** The levels that decide what a filter matches: a shared subscription gets what its inner filter gets. */
function matchingLevels(filter: string): string[] {
  return (parseSharedFilter(filter)?.filter ?? filter).split('/');
}

function isWildcard(level: string | undefined): boolean {
  return level === '+' || level === '#';
}

/** Whether a message on `topic` reaches a subscription to `filter`; both have to be valid. */
export function filterMatches(filter: string, topic: string): boolean {
  const wanted = matchingLevels(filter);
  const levels = topic.split('/');
  // [MQTT-4.7.2-1]: a leading wildcard does not match topics that begin with $.
  if (topic.startsWith('$') && isWildcard(wanted[0])) return false;
  for (const [index, level] of wanted.entries()) {
    // `a/#` also matches `a`, its parent level (section 4.7.1.2).
    if (level === '#') return true;
    if (index >= levels.length) return false;
    if (level !== '+' && level !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}

/**
 * No topic is empty [MQTT-4.7.3-1], so `#` matches what `+/#` does and `/#` what `/+/#` does; said the longer way they compare
 * level by level.
 */
function withoutEmptyTopic(levels: string[]): string[] {
  const filter = levels.join('/');
  return filter === '#' || filter === '/#' ? [...levels.slice(0, -1), '+', '#'] : levels;
}

/**
 * Whether every topic that `inner` matches is also matched by `outer`, so that a permission for `outer` may grant a
 * subscription to `inner`. Both have to be valid filters; `a/+` does not cover `a/#`, `#` does not cover `$SYS/#`.
 */
export function filterCovers(outer: string, inner: string): boolean {
  const wide = matchingLevels(outer);
  const narrow = withoutEmptyTopic(matchingLevels(inner));
  // [MQTT-4.7.2-1] again; an inner filter with a leading wildcard does not reach $ topics itself.
  if (isWildcard(wide[0]) && narrow[0]?.startsWith('$')) return false;
  for (const [index, level] of wide.entries()) {
    if (level === '#') return true;
    const other = narrow[index];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return wide.length === narrow.length;
}

/**
 * Whether some topic is matched by both filters, so that a subscription to one receives what the other forbids. Both have to be
 * valid.
 */
export function filtersOverlap(one: string, other: string): boolean {
  const [left, right] = [matchingLevels(one), matchingLevels(other)];
  // [MQTT-4.7.2-1] once more: a leading wildcard and a level that begins with $ have no topic in common.
  if (isWildcard(left[0]) && right[0]?.startsWith('$')) return false;
  if (isWildcard(right[0]) && left[0]?.startsWith('$')) return false;
  for (const [index, level] of left.entries()) {
    const facing = right[index];
    if (level === '#' || facing === '#') return true;
    if (facing === undefined) return false;
    if (level !== '+' && facing !== '+' && level !== facing) return false;
  }
  return left.length === right.length || (right.length === left.length + 1 && right.at(-1) === '#');
}
