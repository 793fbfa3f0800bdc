/**
 * A message while a person writes it: what is wrong with it, and the request that it amounts to. Pure.
 */
import type { PublishRequest } from '../../../sidecar/admin/schema.ts';
import { isTopicName } from './topic-filter.ts';

export interface PublishDraft {
  /** Empty: the default profile, whose name is filled in when it is sent. */
  readonly connection: string;
  readonly topic: string;
  readonly payload: string;
  readonly encoding: PublishRequest['encoding'];
  readonly qos: '0' | '1' | '2';
  readonly retain: boolean;
}

export type PublishProblem = 'topic-invalid' | 'json-invalid' | 'base64-invalid' | 'hex-invalid';
export type PublishProblems = Partial<Record<'topic' | 'payload', PublishProblem>>;

export const EMPTY_PUBLISH: PublishDraft = { connection: '', topic: '', payload: '', encoding: 'utf8', qos: '0', retain: false };

const QOS = { '0': 0, '1': 1, '2': 2 } as const;

export function publishProblems({ topic, payload, encoding }: PublishDraft): PublishProblems {
  const problems: PublishProblems = {};
  if (!isTopicName(topic)) problems.topic = 'topic-invalid';
  if (encoding === 'json' && !isJson(payload)) problems.payload = 'json-invalid';
  if (encoding === 'base64' && !/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(payload))
    problems.payload = 'base64-invalid';
  if (encoding === 'hex' && !/^(?:[\da-f]{2})*$/i.test(payload)) problems.payload = 'hex-invalid';
  return problems;
}

export function publishRequest(draft: PublishDraft, defaultProfile: string): PublishRequest {
  const { connection, topic, payload, encoding, qos, retain } = draft;
  return { connection: connection === '' ? defaultProfile : connection, topic, payload, encoding, qos: QOS[qos], retain };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
