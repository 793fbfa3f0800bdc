/** All tools, in the order in which clients list them. */
import type { ProfileSource } from '../connect-arguments.ts';
import type { Tool } from '../tool.ts';
import { mqttClearRetained } from './mqtt-clear-retained.ts';
import { mqttConnect } from './mqtt-connect.ts';
import { mqttDisconnect } from './mqtt-disconnect.ts';
import { mqttListProfiles } from './mqtt-list-profiles.ts';
import { mqttListTopics } from './mqtt-list-topics.ts';
import { mqttPublishMany } from './mqtt-publish-many.ts';
import { mqttPublish } from './mqtt-publish.ts';
import { mqttReadMessages } from './mqtt-read-messages.ts';
import { mqttReadTopic } from './mqtt-read-topic.ts';
import { mqttRecord } from './mqtt-record.ts';
import { mqttRequest } from './mqtt-request.ts';
import { mqttStatus } from './mqtt-status.ts';
import { mqttSubscribe } from './mqtt-subscribe.ts';
import { mqttUnsubscribe } from './mqtt-unsubscribe.ts';

export function createTools(profiles: ProfileSource): readonly Tool[] {
  return [
    mqttConnect(profiles),
    mqttSubscribe,
    mqttPublish,
    mqttReadMessages,
    mqttUnsubscribe,
    mqttDisconnect,
    mqttStatus(profiles),
    mqttListProfiles(profiles),
    mqttListTopics,
    mqttReadTopic,
    mqttRecord,
    mqttRequest,
    mqttPublishMany,
    mqttClearRetained,
  ];
}

/** The tools without a server behind them, for those who describe them. */
export function listTools(): readonly Tool[] {
  return createTools({ all: [], names: [], adHoc: true, optionsOf: () => undefined });
}

/** The tools as a client's settings describe them. */
export function describeTools(): { name: string; description: string; input_schema: Tool['inputSchema'] }[] {
  return listTools().map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));
}
