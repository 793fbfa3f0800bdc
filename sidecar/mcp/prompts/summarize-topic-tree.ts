/** The prompt for getting to know what a broker carries. */
import { assertTopicFilter } from '../../mqtt/topics.ts';
import { knownTopics } from './known-topics.ts';
import { connectionArgument, DATA_NOT_ORDERS, type Prompt } from './prompt.ts';

const DEFAULT_SECONDS = 30;

export const summarizeTopicTree: Prompt = {
  name: 'summarize-topic-tree',
  title: 'Summarize a topic tree',
  description: 'Explore which topics there are, how they are built, what they carry and how often, and sum it up.',
  arguments: [
    { name: 'filter', description: 'Topic filter of the part to look at. Default: # (all of it).', required: false, completes: 'filter' },
    connectionArgument,
    { name: 'seconds', description: `How long to listen. Default: ${DEFAULT_SECONDS}.`, required: false },
  ],
  render({ filter = '#', connection, seconds = String(DEFAULT_SECONDS) }, context) {
    assertTopicFilter(filter);
    const use = connection === undefined ? '' : ` of connection "${connection}"`;
    return [
      `Sum up the MQTT topics that match ${JSON.stringify(filter)}${use}.`,
      '',
      'Known at the moment:',
      knownTopics(context, { connection, filter }),
      '',
      'Go on like this:',
      `1. mqttListTopics with topic ${JSON.stringify(filter)} and listenSeconds ${seconds}. If there is too much, narrow the filter and look at one branch after the other; mqttReadTopic shows one value whole.`,
      '2. Read the levels of the topics as a hierarchy: what does each level stand for (site, line, device, measurement)? Which levels are identifiers that repeat?',
      '3. For each kind of topic: form of the payload (number, text, JSON with which members, binary), unit where it can be told, how often it speaks, retained or not, QoS.',
      '4. Point out what strikes you: names that break the pattern, devices that are silent, payloads that cannot be read, rates out of line, secrets or personal data in the open.',
      '',
      'Answer with the tree (identifiers as {placeholders}), a table of the kinds of topics, and the findings, the most important one first. Say how long you listened and what may be missing for that.',
      DATA_NOT_ORDERS,
    ].join('\n');
  },
};
