/**
 * Where a topic may be cut when the place is too narrow: in the middle, since its beginning says where it belongs and its end
 * what it is. The style sheet does the cutting (the head shrinks, the tail stays), so both parts together are always the whole
 * topic and copying gives all of it. Pure.
 */
export interface TopicParts {
  readonly head: string;
  readonly tail: string;
}

/**
 * The tail has at most `tailLength` characters; it begins at a slash when there is one in its first half, so that whole
 * levels stay together. A topic that is no longer than the tail has none.
 */
export function splitTopic(topic: string, tailLength: number): TopicParts {
  // By code point: half of a surrogate pair is no character.
  const characters = Array.from(topic);
  if (characters.length <= tailLength) return { head: topic, tail: '' };
  const tail = characters.slice(-tailLength);
  const slash = tail.indexOf('/');
  const start = characters.length - tailLength + (slash > 0 && slash < tailLength / 2 ? slash : 0);
  return { head: characters.slice(0, start).join(''), tail: characters.slice(start).join('') };
}
