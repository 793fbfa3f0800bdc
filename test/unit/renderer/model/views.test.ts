import { describe, expect, it } from 'vitest';
import { createTranslate } from '../../../../app/renderer/i18n/translate.ts';
import { en } from '../../../../app/renderer/i18n/en.ts';
import { zh } from '../../../../app/renderer/i18n/zh.ts';
import { argumentSummary } from '../../../../app/renderer/model/activity.ts';
import { matches, mergeEntries, NO_FILTER, queryOf, toolNames } from '../../../../app/renderer/model/activity-filter.ts';
import { attentionText, connectionOf, gravestFirst } from '../../../../app/renderer/model/attention.ts';
import { clientKey, groupClients, labelText, nextStepText, refusalText, settleResults } from '../../../../app/renderer/model/client.ts';
import { connectionChoices } from '../../../../app/renderer/model/connection-choices.ts';
import { contextSummary } from '../../../../app/renderer/model/log.ts';
import { mcpServersSnippet } from '../../../../app/renderer/model/snippet.ts';
import { keyed } from '../../../../app/renderer/pages/logs/use-logs.ts';
import { demoActivity } from '../../../support/demo/activity.ts';
import { clientDefinitions } from '../../../../sidecar/clients/definitions/index.ts';
import { type ClientStatus, refusalCodeSchema } from '../../../../sidecar/clients/schemas.ts';
import { demoClients, demoResult } from '../../../support/demo/clients.ts';
import { demoSnapshot } from '../../../support/demo/snapshot.ts';

const NOW = 1_800_000_000_000;
const t = createTranslate(en, 'en');
const chinese = createTranslate(zh, 'zh');
const [call, other] = demoActivity(NOW);
if (call === undefined || other === undefined) throw new Error('The demonstration has no activity.');

describe('activity', () => {
  it('says what a call was about by its most telling argument', () => {
    expect(argumentSummary({ ...call, arguments: { url: 'mqtt://h', topic: 'a/b' } })).toBe('a/b');
    expect(argumentSummary({ ...call, arguments: { topics: ['a', 'b'] } })).toBe('a, b');
    expect(argumentSummary({ ...call, arguments: { seconds: 3 } })).toBe('{"seconds":3}');
    expect(argumentSummary({ ...call, arguments: {} })).toBe('');
  });

  it('makes one list of live and loaded entries, the live copy winning', () => {
    const live = [{ ...call, result: 'live' }];
    const merged = mergeEntries(live, [call, other], NO_FILTER);
    expect(merged.map(({ id }) => id)).toEqual([call.id, other.id]);
    expect(merged[0]?.result).toBe('live');
  });

  it('filters by tool, outcome and decision, here and in the query', () => {
    const filter = { tool: 'mqttPublish', outcome: 'denied', verdict: 'denied' } as const;
    expect(matches(other, filter)).toBe(true);
    expect(matches(call, filter)).toBe(false);
    expect(matches(other, { ...filter, verdict: 'refused' })).toBe(false);
    expect(queryOf(filter)).toEqual({ tool: 'mqttPublish', outcome: 'denied', verdict: 'denied' });
    expect(queryOf(NO_FILTER)).toEqual({});
  });

  it('offers the tools that were called, and the chosen one in any case', () => {
    expect(toolNames([call, call], 'zzz')).toEqual(['mqttReadMessages', 'zzz']);
  });
});

describe('brokers to choose from', () => {
  it('begins with the default profile, then the others, then the connections of sessions', () => {
    const labels = connectionChoices(demoSnapshot(NOW), '', t).map(({ value, label }) => `${value}|${label}`);
    expect(labels[0]).toBe('|local · mqtt://127.0.0.1:1883');
    expect(labels).toContain('factory|factory · mqtts://mqtt.factory.example:8883');
    expect(labels).toContain('conn-mqttx-local|MQTTX · mqtt://127.0.0.1:1883');
    expect(labels.some((label) => label.startsWith('conn-factory|'))).toBe(false);
  });

  it('keeps a choice whose connection is gone', () => {
    expect(connectionChoices(demoSnapshot(NOW), 'gone', t).at(-1)).toEqual({ value: 'gone', label: 'gone' });
  });
});

describe('clients', () => {
  it('come with MQTTX first, and those not installed apart', () => {
    const { found, missing } = groupClients(demoClients().toReversed());
    expect(found[0]?.client).toBe('mqttx');
    expect(found.every((client) => client.state !== 'not-installed')).toBe(true);
    expect(missing.every((client) => client.state === 'not-installed')).toBe(true);
  });

  it('are known by their installation in the person’s language, names excepted', () => {
    const labels = new Set(clientDefinitions.flatMap(({ installations }) => installations.map(({ label }) => label)));
    for (const label of labels) expect(labelText(label, t)).toBe(label);
    expect([...labels].filter((label) => labelText(label, chinese) === label)).toEqual(['snap', 'Flatpak']);
  });

  it.each(refusalCodeSchema.options)('say why a file is left alone (%s), what to do, and where in the file', (code) => {
    const refusal = { code, reason: 'it ends at line 3', hint: 'Restore it.' };
    expect(refusalText(refusal, t).detail).toBe('It ends at line 3.');
    expect(refusalText(refusal, chinese).title).toMatch(/\p{Script=Han}/u);
    expect(refusalText(refusal, chinese).hint).toMatch(/\p{Script=Han}/u);
  });

  it('get the next step in the sidecar’s words in English, by its code elsewhere', () => {
    const step = { code: 'restart', text: 'MQTTX is running: quit it.' } as const;
    expect(nextStepText(step, 'MQTTX', 'en', t)).toBe('MQTTX is running: quit it.');
    expect(nextStepText(step, 'MQTTX', 'zh', t)).toBe('MQTTX is running: quit it and start it again.');
  });

  it('that were to be restarted need nothing more once they have quit', () => {
    const [mqttx] = demoClients();
    if (mqttx === undefined) throw new Error('The demonstration has no client.');
    const configured = { ...mqttx, state: 'configured' } as const;
    const results = new Map([[clientKey(mqttx), demoResult(mqttx)]]);
    const stepOf = (status: ClientStatus) => settleResults(results, [status]).get(clientKey(mqttx))?.nextStep.code;
    expect(stepOf({ ...configured, running: true })).toBe('restart');
    expect(stepOf({ ...configured, running: null })).toBe('restart');
    expect(stepOf({ ...configured, running: false })).toBe('nothing');
    expect(stepOf(mqttx)).toBeUndefined();
  });

  it('are given the documented snippet', () => {
    expect(JSON.parse(mcpServersSnippet('http://localhost:4000/mqttx/sse'))).toEqual({
      mcpServers: { 'mqttx-server': { url: 'http://localhost:4000/mqttx/sse' } },
    });
  });
});

describe('log entries', () => {
  it('have their context in a line', () => {
    expect(contextSummary({ port: 4000, url: 'mqtt://h', reason: 'timed out', list: [1] })).toBe(
      'port=4000 url=mqtt://h reason="timed out" list=[1]',
    );
    expect(contextSummary(undefined)).toBe('');
  });

  it('keep their keys when newer ones come', () => {
    const entry = { at: NOW, level: 'info', scope: 'a', message: 'x', source: 'app' } as const;
    const before = keyed([entry, entry, { ...entry, at: NOW - 1 }]).map(({ key }) => key);
    const after = keyed([{ ...entry, at: NOW + 5 }, entry, entry, { ...entry, at: NOW - 1 }]).map(({ key }) => key);
    expect(after.slice(1)).toEqual(before);
    expect(new Set(after).size).toBe(4);
  });
});

describe('what needs attention', () => {
  const snapshot = demoSnapshot(NOW);
  const [down] = snapshot.attention;
  if (down === undefined) throw new Error('The demonstration needs no attention.');

  it('leads to the connection that it is about', () => {
    expect(connectionOf(down, snapshot)?.id).toBe('conn-cold-storage');
    expect(connectionOf({ ...down, code: 'no-tray' }, snapshot)).toBeUndefined();
  });

  it('keeps the sender’s words in English and names the broker elsewhere', () => {
    expect(attentionText(down, snapshot, 'en', t).title).toBe(down.title);
    expect(attentionText(down, snapshot, 'zh', chinese)).toMatchObject({
      title: 'cold-storage (mqtt://10.20.4.17:1883) 的连接已断开',
      detail: down.detail,
    });
  });

  it('leaves alone what comes translated, and what is about a connection that is gone', () => {
    const translated = { ...down, id: 'no-tray', code: 'no-tray', title: '没有托盘' };
    expect(attentionText(translated, snapshot, 'zh', chinese).title).toBe('没有托盘');
    expect(attentionText({ ...down, id: 'down:gone' }, snapshot, 'zh', chinese).title).toBe(down.title);
  });

  it('comes with the gravest first', () => {
    const severities = (['info', 'error', 'warning'] as const).map((severity) => ({ ...down, severity }));
    expect(gravestFirst(severities).map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
  });
});
