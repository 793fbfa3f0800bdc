/** How everything that the instances share is called in Redis. What belongs to one profile stands under one hash tag. Pure. */

const PREFIX = 'mqttx-sse';

export interface ProfileKeys {
  /** Who holds the broker connection: instance and fencing token, with an expiry. */
  readonly lease: string;
  /** Hash: epoch and last number of the log, the client id at the broker, the last fencing token. */
  readonly meta: string;
  /** Stream of the messages. */
  readonly log: string;
  /** Hash: what the broker is subscribed to, and since which number the log has all of it. */
  readonly notes: string;
  /** Hash: who uses the connection, and for which filters. */
  readonly wishes: string;
  /** The state of the broker connection, as its holder tells it. */
  readonly state: string;
}

export function profileKeys(profile: string): ProfileKeys {
  const base = `${PREFIX}:{${profile}}`;
  return {
    lease: `${base}:lease`,
    meta: `${base}:meta`,
    log: `${base}:log`,
    notes: `${base}:notes`,
    wishes: `${base}:wishes`,
    state: `${base}:state`,
  };
}

/** Exists as long as the instance lives. */
export function instanceKey(instance: string): string {
  return `${PREFIX}:instance:${instance}`;
}

/** Pub/sub channel on which one instance is spoken to. */
export function instanceChannel(instance: string): string {
  return `${PREFIX}:to:${instance}`;
}

/** Pub/sub channel on which all are. */
export const everybodyChannel = `${PREFIX}:to-all`;

/** Which instance keeps what a caller without a session has on a profile. */
export function scopeKey(profile: string, caller: string): string {
  return `${PREFIX}:scope:${profile}:${caller}`;
}

/** How the instances together are called in the marks of forwarded messages. */
export const markKey = `${PREFIX}:mark`;

/** Set of the profiles on which subscriptions are kept without a reader. */
export const keptProfilesKey = `${PREFIX}:kept`;
