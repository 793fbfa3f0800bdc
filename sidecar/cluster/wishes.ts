/**
 * Who uses a profile's connection and what for, as it stands in Redis: every instance writes its own part, the holder reads all
 * of it. A wish outlives its instance until the holder has waited for its readers to come back. Fields: `use <instance>`,
 * `sub <instance> <filter>`, `kept <id>` and `generation`: who finds another one there than before repeats what is its own.
 */
import { z } from 'zod';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { QoS, SubscribeOptions } from '../mqtt/types.ts';
import { keptProfilesKey, profileKeys } from './keys.ts';

const qosSchema = z.literal([0, 1, 2]);

export const wishSchema = z.object({
  qos: qosSchema,
  noLocal: z.boolean().exactOptional(),
  retainAsPublished: z.boolean().exactOptional(),
  retainHandling: z.literal([0, 1, 2]).exactOptional(),
});

const keptSchema = z.object({ topic: z.string(), qos: qosSchema });

export type WishedOptions = z.output<typeof wishSchema>;

export interface Wish {
  /** Undefined for a subscription that is kept without a reader. */
  readonly instance: string | undefined;
  readonly filter: string;
  readonly options: WishedOptions;
  /** The field it stands in. */
  readonly field: string;
}

export interface KeptWish {
  readonly id: string;
  readonly topic: string;
  readonly qos: QoS;
}

export interface Wishes {
  /** Under which the hash was begun; undefined where Redis has lost it, or it is new. */
  readonly generation: string | undefined;
  readonly users: readonly string[];
  readonly wishes: readonly Wish[];
}

/** Only what means the same on a subscription that several instances share. */
export function wishedOptions({ qos, noLocal, retainAsPublished, retainHandling }: SubscribeOptions): WishedOptions {
  return {
    qos,
    ...(noLocal === undefined ? {} : { noLocal }),
    ...(retainAsPublished === undefined ? {} : { retainAsPublished }),
    ...(retainHandling === undefined ? {} : { retainHandling }),
  };
}

export const generationField = 'generation';
export const userField = (instance: string): string => `use ${instance}`;
export const wishField = (instance: string, filter: string): string => `sub ${instance} ${filter}`;
export const keptField = (id: string): string => `kept ${id}`;

export function isKept(field: string): boolean {
  return field.startsWith('kept ');
}

/** Writes again what Redis has lost; what somebody else has written meanwhile stands. Rejects with `cluster-unavailable`. */
export async function restoreKept(link: RedisLink, profile: string, field: string, value: string): Promise<void> {
  await link.command('HSETNX', profileKeys(profile).wishes, field, value);
  await link.command('SADD', keptProfilesKey, profile);
}

/** Rejects with `cluster-unavailable`. */
export async function readWishes(link: RedisLink, key: string): Promise<Wishes> {
  const users: string[] = [];
  const wishes: Wish[] = [];
  const fields = await readHash(link, key);
  for (const [field, value] of fields) {
    const [kind, owner = '', filter] = /^(\S+) (\S+)(?: (.*))?$/s.exec(field)?.slice(1) ?? [];
    if (kind === 'use') users.push(owner);
    else if (kind === 'sub' && filter !== undefined)
      wishes.push({ instance: owner, filter, options: wishSchema.parse(JSON.parse(value)), field });
    else if (kind === 'kept') {
      const { topic, qos } = keptSchema.parse(JSON.parse(value));
      wishes.push({ instance: undefined, filter: topic, options: { qos }, field });
    }
  }
  return { generation: fields.get(generationField), users, wishes };
}

export async function readKept(link: RedisLink, key: string): Promise<KeptWish[]> {
  return [...(await readHash(link, key))]
    .filter(([field]) => isKept(field))
    .map(([field, value]) => ({ id: field.slice('kept '.length), ...keptSchema.parse(JSON.parse(value)) }));
}

/** Rejects with `cluster-unavailable`. */
export async function readHash(link: RedisLink, key: string): Promise<Map<string, string>> {
  const flat = z.array(z.string()).parse(await link.command('HGETALL', key));
  return new Map(Array.from({ length: flat.length / 2 }, (_none, index) => [flat[index * 2] ?? '', flat[index * 2 + 1] ?? '']));
}
