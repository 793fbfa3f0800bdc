/**
 * The profiles as they are now: from the configuration at the start, changed by the desktop while it runs. Turns a name into
 * what it takes to connect; whoever holds a connection keeps it until it is closed.
 */
import type { Config, Profile } from '../config/schema.ts';
import { parseBrokerUrl } from './broker-url.ts';
import { profileOptions, type ReadPem, type SessionDefaults } from './profiles.ts';
import type { ConnectionOptions } from './types.ts';

type Profiles = Config['profiles'];

export class ProfileRegistry {
  readonly #readPem: ReadPem;
  readonly #session: SessionDefaults | undefined;
  #profiles: Profiles;
  #localUrl: string | undefined;

  constructor(profiles: Profiles, readPem: ReadPem, session?: SessionDefaults) {
    this.#profiles = profiles;
    this.#readPem = readPem;
    this.#session = session;
  }

  get names(): readonly string[] {
    return Object.keys(this.#profiles);
  }

  get all(): Profiles {
    return this.#profiles;
  }

  replace(profiles: Profiles): void {
    this.#profiles = profiles;
  }

  /** The embedded broker took another port than the profile `local` names. */
  moveLocal(url: string): void {
    this.#localUrl = url;
  }

  /** Undefined if there is no such profile; throws `invalid-configuration` when its TLS files cannot be read. */
  optionsOf(name: string): ConnectionOptions | undefined {
    const profile = Object.hasOwn(this.#profiles, name) ? this.#profiles[name] : undefined;
    return profile === undefined ? undefined : profileOptions(name, this.#moved(name, profile), this.#readPem, this.#session);
  }

  /** The address of a profile without credentials, for people; empty if there is no such profile. */
  displayUrl(name: string): string {
    const profile = Object.hasOwn(this.#profiles, name) ? this.#profiles[name] : undefined;
    return profile === undefined ? '' : parseBrokerUrl(this.#moved(name, profile).url).display;
  }

  #moved(name: string, profile: Profile): Profile {
    return name === 'local' && this.#localUrl !== undefined ? { ...profile, url: this.#localUrl } : profile;
  }
}
