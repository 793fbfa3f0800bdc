/**
 * The profiles as they are now: from the configuration at the start, changed by the desktop while it runs. Turns a name into
 * what it takes to connect; whoever holds a connection keeps it until it is closed.
 */
import type { Config, Profile } from '../config/schema.ts';
import { AccessTokens } from './access-tokens.ts';
import { forwardClientId, forwardConnectionId, profileOfForwards } from './forward-connections.ts';
import { parseBrokerUrl } from './broker-url.ts';
import { profileOptions, type SessionDefaults } from './profiles.ts';
import type { ReadPem } from './read-pem.ts';
import type { ConnectionOptions, TokenSource } from './types.ts';

type Profiles = Config['profiles'];

export class ProfileRegistry {
  readonly #readPem: ReadPem;
  readonly #session: SessionDefaults | undefined;
  #profiles: Profiles;
  #localUrl: string | undefined;
  /** One for each way to get tokens, so that many connections ask the authorization server once. */
  readonly #tokens = new Map<string, TokenSource>();

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
    this.#tokens.clear();
  }

  /** The embedded broker took another port than the profile `local` names. */
  moveLocal(url: string): void {
    this.#localUrl = url;
  }

  /** Undefined if there is no such profile; throws `invalid-configuration` when its TLS files cannot be read. */
  optionsOf(name: string): ConnectionOptions | undefined {
    const profile = Object.hasOwn(this.#profiles, name) ? this.#profiles[name] : undefined;
    return profile === undefined
      ? undefined
      : profileOptions(name, this.#moved(name, profile), this.#readPem, {
          session: this.#session,
          tokens: this.#tokensOf(profile),
        });
  }

  /** The same for the connection that forwards have at the profile's broker: another client. */
  optionsOfForwards(name: string): ConnectionOptions | undefined {
    const profile = Object.hasOwn(this.#profiles, name) ? this.#profiles[name] : undefined;
    if (profile === undefined) return undefined;
    const session = this.#session;
    const { clientId } = profile;
    const own = clientId === undefined ? profile : { ...profile, clientId: forwardClientId(clientId) };
    return profileOptions(name, this.#moved(name, own), this.#readPem, {
      session: session && { ...session, clientIdOf: (of) => session.clientIdOf(forwardConnectionId(of)) },
      tokens: this.#tokensOf(profile),
    });
  }

  /** How to connect what instances share: a profile by its name, or the connection of forwards by its id. */
  optionsOfConnection(id: string): ConnectionOptions | undefined {
    const profile = profileOfForwards(id);
    return profile === undefined ? this.optionsOf(id) : this.optionsOfForwards(profile);
  }

  /** The address of a profile without credentials, for people; empty if there is no such profile. */
  displayUrl(name: string): string {
    const profile = Object.hasOwn(this.#profiles, name) ? this.#profiles[name] : undefined;
    return profile === undefined ? '' : parseBrokerUrl(this.#moved(name, profile).url).display;
  }

  #tokensOf({ oauth2 }: Profile): TokenSource | undefined {
    if (oauth2 === undefined) return undefined;
    const settings = JSON.stringify(oauth2);
    const known = this.#tokens.get(settings) ?? new AccessTokens({ settings: oauth2 });
    this.#tokens.set(settings, known);
    return known;
  }

  #moved(name: string, profile: Profile): Profile {
    return name === 'local' && this.#localUrl !== undefined ? { ...profile, url: this.#localUrl } : profile;
  }
}
