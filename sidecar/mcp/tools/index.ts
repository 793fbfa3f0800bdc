/** All tools, in the order in which clients list them. */
import type { ProfileSource } from '../connect-arguments.ts';
import type { Tool } from '../tool.ts';
import { mqttConnect } from './mqtt-connect.ts';
import { mqttDisconnect } from './mqtt-disconnect.ts';
import { mqttPublish } from './mqtt-publish.ts';
import { mqttReadMessages } from './mqtt-read-messages.ts';
import { mqttStatus } from './mqtt-status.ts';
import { mqttSubscribe } from './mqtt-subscribe.ts';
import { mqttUnsubscribe } from './mqtt-unsubscribe.ts';

export function createTools(profiles: ProfileSource): readonly Tool[] {
  return [mqttConnect(profiles), mqttSubscribe, mqttPublish, mqttReadMessages, mqttUnsubscribe, mqttDisconnect, mqttStatus(profiles)];
}

/** The tools as a client's settings describe them, without a server behind them. */
export function describeTools(): { name: string; description: string; input_schema: Tool['inputSchema'] }[] {
  const noProfiles: ProfileSource = { names: [], adHoc: true, optionsOf: () => undefined };
  return createTools(noProfiles).map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));
}
