import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTopicUri, topicUri } from '../../../sidecar/mcp/resources/topic-uri.ts';

const level = fc.oneof(fc.constantFrom('.', '..', '', '%2e', '%2F', '?', '!', 'ü', 'a b'), fc.string({ unit: 'grapheme', maxLength: 6 }));
const topics = fc
  .array(level, { minLength: 1, maxLength: 5 })
  .map((levels) => levels.join('/').replaceAll(/[+#\0]/g, '_'))
  .filter((topic) => topic !== '');

describe('the URI of a topic', () => {
  it('names the same topic again, also after a library has normalised it', () => {
    fc.assert(
      fc.property(topics, fc.constantFrom('local', 'conn-A_b-9', 'my broker', 'a/b'), (topic, connection) => {
        const uri = topicUri({ connection, topic });
        expect(parseTopicUri(uri)).toEqual({ connection, topic });
        // What is nothing but a dot segment cannot be written otherwise; it is read as long as nobody normalises it.
        fc.pre(topic !== '.' && topic !== '..');
        expect(parseTopicUri(new URL(uri).href)).toEqual({ connection, topic });
      }),
    );
  });

  it.each([
    ['mqtt://local/factory/line%203/temp', 'factory/line 3/temp'],
    ['mqtt://local/factory%2Fline3', 'factory/line3'],
    ['mqtt://local//leading', '/leading'],
    ['mqtt://local/a?b', 'a?b'],
    ['MQTT://local/a', 'a'],
    ['mqtt://local/$SYS/broker/uptime', '$SYS/broker/uptime'],
  ])('%s names %s', (uri, topic) => {
    expect(parseTopicUri(uri)).toEqual({ connection: 'local', topic });
  });

  it.each([
    'mqtt://local',
    'mqtt://local/',
    'mqtt:///a',
    'mqtt://local/a/+',
    'mqtt://local/a/%23',
    'mqtt://local/%E0%A4',
    'mqtts://local/a',
    '',
  ])('%s names none', (uri) => {
    expect(parseTopicUri(uri)).toBeUndefined();
  });
});
