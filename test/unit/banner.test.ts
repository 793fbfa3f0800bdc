/** What stands on the screen when the sidecar has started. */
import { expect, it } from 'vitest';
import { renderBanner } from '../../sidecar/banner.ts';

const facts = {
  version: '1.0.0',
  mcpUrl: 'http://localhost:4000/mqttx/sse',
  healthUrl: 'http://localhost:4000/health/live',
  dashboardUrl: 'http://localhost:4000/#token=x',
  defaultProfile: 'local',
  brokerUrl: 'mqtt://127.0.0.1:1883',
  embedded: false,
};

it.each([
  ['none', true, 'this computer only, without a token'],
  ['none', false, 'EVERYBODY who can reach this computer, without a token'],
  ['jwt', false, 'with a token (auth.mode jwt)'],
])('says who has access: auth.mode %s, on this computer alone: %s', (authMode, isLocal, words) => {
  expect(renderBanner({ ...facts, authMode, isLocal }).split('\n')).toContain(`Access ${words}`);
});

it.each([
  ['token', 'MQTTX, which sends no header, by the address http://localhost:4000/mqttx/sse?token=<token>'],
  ['jwt', 'MQTTX, which sends no header, by the address http://localhost:4000/mqttx/sse?token=<token>'],
  ['oauth2', 'sign in by itself (OAuth 2), which MQTTX does not'],
])('says how a client gets in where auth.mode is %s', (authMode, words) => {
  expect(renderBanner({ ...facts, authMode, isLocal: true })).toContain(words);
});

it('speaks of no token where none is asked for', () => {
  expect(renderBanner({ ...facts, authMode: 'none', isLocal: true })).not.toContain('?token');
});
