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
