/** A session in words. Pure. */
import type { SessionView } from '../../../sidecar/admin/schema.ts';
import type { Translate } from '../i18n/translate.ts';

/** What the client called itself; a client that never introduced itself has no name. */
export function sessionName({ client }: SessionView, t: Translate): string {
  return client === null ? t('sessions.unnamed') : client.name;
}
