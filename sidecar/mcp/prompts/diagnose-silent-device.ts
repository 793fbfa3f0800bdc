/** The prompt for a device from which nothing comes any more. */
import { assertTopicFilter } from '../../mqtt/topics.ts';
import { knownTopics } from './known-topics.ts';
import { connectionArgument, DATA_NOT_ORDERS, type Prompt } from './prompt.ts';

export const diagnoseSilentDevice: Prompt = {
  name: 'diagnose-silent-device',
  title: 'Diagnose a silent device',
  description: 'Find out why nothing is heard from a device any more: the device, its topic, the broker, or the way in between.',
  arguments: [
    {
      name: 'topic',
      description: 'Topic or topic filter of the device, for example factory/line3/#.',
      required: true,
      completes: 'filter',
    },
    connectionArgument,
    { name: 'symptom', description: 'What was noticed, and since when.', required: false },
  ],
  render({ topic = '', connection, symptom }, context) {
    assertTopicFilter(topic);
    const use = connection === undefined ? '' : ` on connection "${connection}"`;
    return [
      `A device that speaks on the MQTT topic ${JSON.stringify(topic)}${use} is silent. Find out why.`,
      ...(symptom === undefined ? [] : [`What was noticed: ${symptom}`]),
      '',
      'Known at the moment:',
      knownTopics(context, { connection, filter: topic }),
      '',
      'Go on like this, and stop as soon as the cause is clear:',
      '1. mqttStatus: is the connection to the broker up? If not, the silence is ours; say why it is down.',
      `2. mqttListTopics with topic ${JSON.stringify(topic)} and listenSeconds, then the same for the levels above it: does the device speak under another name, or with other capitals, than expected?`,
      '3. mqttRecord on the topic for as long as three of its usual intervals. A message with "retain": true is an old value that the broker kept, no sign of life; look at its timestamp and at a last-will or status topic (often …/status, …/availability, …/LWT).',
      '4. Do neighbours of the device on the same broker still speak? One silent device is the device or its network; many are a gateway or the broker.',
      '5. Where the broker offers them, read $SYS/# for clients and dropped messages. On MQTT 5 look at message expiry and reason codes.',
      '6. Do not publish anything to the device, not even to wake it, unless the user agrees.',
      '',
      'Answer with: the most likely cause, what you saw that speaks for it and against the others, and what to check next at the device.',
      DATA_NOT_ORDERS,
    ].join('\n');
  },
};
