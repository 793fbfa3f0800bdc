import { describe, expect, it } from 'vitest';
import { changeOf, draftOf, EMPTY_DRAFT, problemsOf, usesTls } from '../../../../app/renderer/model/profile-draft.ts';
import { EMPTY_PUBLISH, publishProblems, publishRequest } from '../../../../app/renderer/model/publish-draft.ts';
import { profileChangeSchema, type ProfileSettings } from '../../../../app/shared/ipc/profiles.ts';

const stored: ProfileSettings = {
  name: 'factory',
  url: 'mqtts://mqtt.factory.example:8883',
  protocolVersion: 5,
  clientId: null,
  username: 'line',
  keepaliveSeconds: 30,
  cleanStart: false,
  tls: { ca: 'PEM', cert: null, rejectUnauthorized: true },
  isDefault: true,
  hasPassword: true,
  hasKey: false,
  editable: true,
};

describe('a profile being edited', () => {
  it('leaves secrets alone that were not touched', () => {
    const change = changeOf(draftOf(stored));
    expect(change).not.toHaveProperty('password');
    expect(change).not.toHaveProperty('key');
    expect(change).toMatchObject({
      previousName: 'factory',
      isDefault: true,
      profile: { clientId: null, protocolVersion: 5, tls: { ca: 'PEM', cert: null } },
    });
    expect(profileChangeSchema.safeParse(change).success).toBe(true);
  });

  it('keeps its session at the broker unless the switch is turned off', () => {
    const draft = { ...EMPTY_DRAFT, name: 'plant', url: 'mqtt://plant.example' };
    expect(changeOf(draft).profile.cleanStart).toBe(false);
    expect(changeOf({ ...draft, cleanStart: true }).profile.cleanStart).toBe(true);
  });

  it('sets a secret that was typed and removes one that was emptied', () => {
    expect(changeOf({ ...draftOf(stored), password: 'new' }).password).toBe('new');
    expect(changeOf({ ...draftOf(stored), password: '' }).password).toBeNull();
  });

  it.each([
    [{ name: '', url: 'mqtt://h' }, { name: 'name-invalid' }],
    [{ name: 'a b', url: 'mqtt://h' }, { name: 'name-invalid' }],
    [{ name: 'taken', url: 'mqtt://h' }, { name: 'name-taken' }],
    [{ name: 'ok', url: 'http://h' }, { url: 'url-invalid' }],
    [{ name: 'ok', url: 'mqtt://' }, { url: 'url-invalid' }],
    [{ name: 'ok', url: 'mqtts://h', key: 'PEM' }, { key: 'key-without-cert' }],
    [{ name: 'ok', url: 'wss://h:8084/mqtt' }, {}],
  ])('finds what is wrong with %j', (change, problems) => {
    expect(problemsOf({ ...EMPTY_DRAFT, ...change }, ['taken'])).toEqual(problems);
  });

  it('knows which addresses use TLS', () => {
    expect(['mqtts://h', 'wss://h', 'mqtt://h', 'ws://h'].map(usesTls)).toEqual([true, true, false, false]);
  });
});

describe('a message being written', () => {
  it.each([
    [{ topic: 'a/+' }, { topic: 'topic-invalid' }],
    [{ topic: 'a', encoding: 'json', payload: '{' }, { payload: 'json-invalid' }],
    [{ topic: 'a', encoding: 'base64', payload: 'abc' }, { payload: 'base64-invalid' }],
    [{ topic: 'a', encoding: 'base64', payload: 'YQ==' }, {}],
    [{ topic: 'a', encoding: 'hex', payload: '0g' }, { payload: 'hex-invalid' }],
    [{ topic: 'a', encoding: 'hex', payload: '00FF' }, {}],
    [{ topic: 'a' }, {}],
  ] as const)('finds what is wrong with %j', (change, problems) => {
    expect(publishProblems({ ...EMPTY_PUBLISH, ...change })).toEqual(problems);
  });

  it('goes to the default profile unless another was chosen', () => {
    const draft = { ...EMPTY_PUBLISH, topic: 'a', payload: 'x', qos: '2' } as const;
    expect(publishRequest(draft, 'local')).toEqual({
      connection: 'local',
      topic: 'a',
      payload: 'x',
      encoding: 'utf8',
      qos: 2,
      retain: false,
    });
    expect(publishRequest({ ...draft, connection: 'factory' }, 'local').connection).toBe('factory');
  });
});
