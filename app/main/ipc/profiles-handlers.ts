/** Broker profiles for the page. Secrets go one way: towards main. */
import type { Supervisor } from '../sidecar/supervisor.ts';
import type { ProfileStore } from '../storage/profile-store.ts';
import type { SecretBox } from '../storage/secret-box.ts';
import type { HandlersOf } from './handlers.ts';

interface ProfilesParts {
  readonly profiles: ProfileStore;
  readonly secrets: Pick<SecretBox, 'describe'>;
  readonly supervisor: Pick<Supervisor, 'tryProfile'>;
}

export function profilesHandlers({ profiles, secrets, supervisor }: ProfilesParts): HandlersOf<'profiles'> {
  return {
    'profiles.list': () => profiles.list(),
    'profiles.save': (change) => profiles.save(change),
    'profiles.remove': ({ name }) => profiles.remove(name),
    'profiles.test': async (change) => supervisor.tryProfile({ ...(await profiles.inputOf(change)) }),
    'profiles.secretStorage': () => secrets.describe(),
  };
}
