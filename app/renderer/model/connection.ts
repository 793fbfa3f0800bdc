/**
 * A broker connection in words: tone and name of its state, who it belongs to. Pure.
 */
import type { AdminSnapshot, ConnectionView } from '../../../sidecar/admin/schema.ts';
import type { Tone } from '../components/tone.ts';
import type { MessageKey, Translate } from '../i18n/translate.ts';
import { sessionName } from './session.ts';

type StateName = ConnectionView['state']['name'];

const TONES: Readonly<Record<StateName, Tone>> = {
  connected: 'good',
  connecting: 'busy',
  reconnecting: 'warning',
  disconnected: 'idle',
  failed: 'bad',
};

export function connectionTone(connection: ConnectionView): Tone {
  return TONES[connection.state.name];
}

export function connectionStateKey(connection: ConnectionView): Extract<MessageKey, `connection.${StateName}`> {
  return `connection.${connection.state.name}`;
}

/** The profile's name, the client of the session, or the principal of the API: what a person knows the connection by. */
export function ownerName(connection: ConnectionView, snapshot: AdminSnapshot, t: Translate): string {
  const { owner } = connection;
  switch (owner.kind) {
    case 'profile':
      return owner.profile;
    case 'forward':
      return t('owner.forwardOf', { profile: owner.profile });
    case 'api':
      return owner.principal;
    case 'session': {
      const session = snapshot.sessions.find(({ id }) => id === owner.session);
      return session === undefined ? owner.session : sessionName(session, t);
    }
  }
}

/** `5.0` or `3.1.1`, once it is known. */
export function mqttVersion(connection: ConnectionView): string | null {
  if (connection.state.name !== 'connected') return null;
  return connection.state.protocolVersion === 5 ? '5.0' : '3.1.1';
}
