import { describe, expect, it } from 'vitest';
import { findDefinition } from '../../../sidecar/clients/definitions/index.ts';
import { nextStepAfterChange } from '../../../sidecar/clients/next-step.ts';

describe('what the user has to do next', () => {
  it.each([
    ['mqttx', true, 'restart', /^MQTTX is running: quit it and start it again\. Leave its MCP settings page closed/],
    ['mqttx', false, 'start', /^The change takes effect when MQTTX is started\.$/],
    ['mqttx', null, 'restart-if-running', /^If MQTTX is running/],
    ['claude-code', null, 'new-session', /new session of Claude Code/],
    ['zed', true, 'nothing', /^Zed takes up the change by itself\.$/],
    ['vscode', false, 'confirm', /MCP: List Servers/],
  ] as const)('in %s, running: %s, is %s', (client, running, code, text) => {
    const step = nextStepAfterChange(findDefinition(client), running);
    expect(step.code).toBe(code);
    expect(step.text).toMatch(text);
  });
});
