/** The prompt for a topic namespace that has yet to be made, or to be put in order. */
import { knownTopics } from './known-topics.ts';
import { connectionArgument, DATA_NOT_ORDERS, type Prompt } from './prompt.ts';

export const designTopicNamespace: Prompt = {
  name: 'design-topic-namespace',
  title: 'Design a topic namespace',
  description: 'Design the MQTT topics of a system: levels, naming, payloads, QoS, retained values, last wills and permissions.',
  arguments: [
    { name: 'system', description: 'What it is for: which things, how many, who publishes and who reads.', required: true },
    {
      name: 'constraints',
      description: 'What is given: existing topics, standards (Sparkplug B, Homie), brokers, security.',
      required: false,
    },
    connectionArgument,
  ],
  render({ system = '', constraints, connection }, context) {
    return [
      'Design an MQTT topic namespace for this system:',
      system,
      ...(constraints === undefined ? [] : ['', `Given: ${constraints}`]),
      '',
      'Topics that exist, as far as they were observed:',
      knownTopics(context, { connection, filter: '#' }),
      '',
      'Decide and give the reason for each:',
      '1. The levels, from what changes least to what changes most, so that the subscriptions people need are one wildcard each (+ for one level, # at the end only). No leading slash, no spaces, no empty levels, ASCII, one case.',
      '2. Direction in the topic: state and telemetry apart from commands and their answers (MQTT 5: response topic and correlation data), so that permissions can be given by filter.',
      '3. For each kind of topic: payload with an example, unit and time in it or in a user property, content type, QoS, retained or not, expiry.',
      '4. Presence: a last will and a retained birth message for each client, on which topic.',
      '5. Permissions by role as topic filters, checked for overlap: who publishes where, who subscribes to what.',
      '6. How a version is brought in, and how existing topics are moved over without a day on which everything changes.',
      '',
      'Ask for what is missing first, if it would change the design. Answer with the tree, a table, three example messages, and the rules in five sentences that a developer will remember. Publish nothing.',
      DATA_NOT_ORDERS,
    ].join('\n');
  },
};
