/**
 * The profiles that the instances share, as far as this one has to do with them: opened for the hub, answered for where this
 * instance holds the connection, and taken up where a subscription is kept on one that nobody here uses.
 */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { OpenShared } from '../hub/hub.ts';
import type { Notes } from '../hub/log/event-log.ts';
import { isProfile } from '../mqtt/profiles.ts';
import type { MessageProperties, OutgoingMessage, QoS } from '../mqtt/types.ts';
import { decodeProperties } from '../hub/log/message-properties.ts';
import { keptProfilesKey } from './keys.ts';
import type { Holder } from './holder.ts';
import { SharedProfile, type SharedProfileParts } from './shared-profile.ts';
import { toldStateSchema } from './shared-state.ts';
import { wishSchema } from './wishes.ts';

const LOOK_MS = 2_000;

const qosSchema = z.literal([0, 1, 2]);
const profileSchema = z.object({ profile: z.string() });
const subscribeSchema = z.object({ profile: z.string(), filter: z.string(), options: wishSchema });
const keepSchema = subscribeSchema.extend({ field: z.string() });
const grantedSchema = z.object({ qos: qosSchema });
const unsubscribeSchema = z.object({ profile: z.string(), filter: z.string() });
const publishSchema = z.object({
  profile: z.string(),
  topic: z.string(),
  payload: z.base64(),
  qos: qosSchema,
  retain: z.boolean(),
  properties: z.string().exactOptional(),
  once: z.boolean().exactOptional(),
});
const namesSchema = z.array(z.string());

export class SharedProfiles {
  readonly #parts: Omit<SharedProfileParts, 'profile'>;
  readonly #profiles = new Map<string, SharedProfile>();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  constructor(parts: Omit<SharedProfileParts, 'profile'>) {
    this.#parts = parts;
    const { bus } = parts;
    bus.serve('subscribe', (body, from) => {
      const { profile, filter, options } = subscribeSchema.parse(body);
      return this.#here(profile).subscriptions.subscribe(from, filter, options);
    });
    bus.serve('keep', (body) => {
      const { profile, field, filter, options } = keepSchema.parse(body);
      return this.#here(profile).subscriptions.keep(field, filter, options);
    });
    bus.serve('wishes', (body) => this.#profiles.get(profileSchema.parse(body).profile)?.holder?.subscriptions.look());
    bus.serve('unsubscribe', (body, from) => {
      const { profile, filter } = unsubscribeSchema.parse(body);
      return this.#here(profile).subscriptions.unsubscribe(from, filter);
    });
    bus.serve('publish', (body) => {
      const { profile, once = false, ...message } = publishSchema.parse(body);
      return this.#here(profile).publish(outgoing(message), { once });
    });
    bus.serve('state', (body) => {
      const told = toldStateSchema.parse(body);
      this.#profiles.get(told.profile)?.told(told);
    });
    bus.serve('released', (body) => this.#profiles.get(profileSchema.parse(body).profile)?.look());
    this.#timer = setInterval(() => void this.#lookOnce(), LOOK_MS);
    this.#timer.unref();
    void this.#lookOnce();
  }

  /** Connections that this instance holds for all. */
  get held(): number {
    return [...this.#profiles.values()].filter(({ holder }) => holder !== undefined).length;
  }

  /** See `SharedProfile.heldNotes`. */
  heldNotes(profile: string): Notes | undefined {
    return this.#profiles.get(profile)?.heldNotes;
  }

  /** Name of the instance that holds the connection, as far as this one knows. */
  holderOf(profile: string): string | undefined {
    return this.#profiles.get(profile)?.holderName;
  }

  /** What is held in memory of the shared logs. */
  get history(): { readonly messages: number; readonly bytes: number } {
    const windows = [...this.#profiles.values()].map(({ window }) => window.replica);
    return {
      messages: windows.reduce((sum, { messages }) => sum + messages, 0),
      bytes: windows.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  readonly open: OpenShared = (profile, options, onMessage) => this.#profile(profile).open(options, onMessage);

  /** Has the holder subscribe without a reader. Rejects with its refusal, or with `cluster-unavailable`. */
  async keep(profile: string, field: string, filter: string, qos: QoS): Promise<{ qos: QoS }> {
    return grantedSchema.parse(await this.#profile(profile).ask('keep', { field, filter, options: { qos } }));
  }

  /** Tells the holder to look at the wishes now. @param value of a subscription that is kept; undefined where it is kept no more */
  keptChanged(profile: string, field: string, value: string | undefined): void {
    this.#profile(profile).noteKept(field, value);
    this.#parts.bus.news('wishes', { profile });
  }

  /** Other instances take over at once what this one holds. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#profiles.values()].map((profile) => profile.stop()));
    this.#profiles.clear();
  }

  async #lookOnce(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    await this.#look();
    this.#isLooking = false;
  }

  /** Takes up profiles on which subscriptions are kept, and forgets those of which nothing is needed. */
  async #look(): Promise<void> {
    const { link, optionsOf } = this.#parts;
    const kept = await link
      .command('SMEMBERS', keptProfilesKey)
      .then((names) => new Set(namesSchema.parse(names)))
      .catch(() => undefined);
    if (kept === undefined) return;
    for (const name of kept) if (isProfile(optionsOf, name)) this.#profile(name).keep();
    for (const [name, profile] of this.#profiles) {
      // What is kept may be known here only, where Redis has lost it.
      await profile.lookAtWishes(kept.has(name)).catch(() => {});
      if (!profile.isIdle) continue;
      this.#profiles.delete(name);
      void profile.stop();
    }
  }

  #profile(name: string): SharedProfile {
    let profile = this.#profiles.get(name);
    if (profile === undefined) {
      profile = new SharedProfile({ ...this.#parts, profile: name });
      this.#profiles.set(name, profile);
    }
    return profile;
  }

  #here(name: string): Holder {
    const holder = this.#profiles.get(name)?.holder;
    if (holder === undefined) throw new AppError('instance-gone', `This instance does not hold the connection of "${name}".`);
    return holder;
  }
}

function outgoing({ payload, properties, ...message }: Omit<z.output<typeof publishSchema>, 'profile' | 'once'>): OutgoingMessage {
  const more: { properties?: MessageProperties } = properties === undefined ? {} : { properties: decodeProperties(properties) };
  return { ...message, payload: Buffer.from(payload, 'base64'), ...more };
}
