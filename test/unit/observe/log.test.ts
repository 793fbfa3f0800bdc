import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logEntrySchema, type LogEntry } from '../../../sidecar/admin/schema.ts';
import { createLog } from '../../../sidecar/observe/log.ts';

describe('the log', () => {
  let folder: string;
  let lines: string[];
  const sink = (line: string) => void lines.push(line);
  const at = Date.parse('2026-11-23T12:00:00.000Z');
  const now = () => at;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'log-'));
    lines = [];
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes one line an entry: time, level, scope, message, context', () => {
    const log = createLog({ level: 'debug', sink, now });
    log.info('Listening', { port: 4000 });
    log.scope('mqtt', { connection: 'c1' }).warn('Lost the broker', { reason: 'no route', tries: [1, 2] });
    expect(lines).toEqual([
      '2026-11-23T12:00:00.000Z INFO  sidecar Listening port=4000',
      '2026-11-23T12:00:00.000Z WARN  mqtt Lost the broker connection=c1 reason="no route" tries=[1,2]',
    ]);
  });

  it('keeps the context of a scope within a further scope', () => {
    const log = createLog({ level: 'info', sink, now });
    log.scope('mcp', { session: 's1' }).scope('tools', { tool: 'mqttPublish' }).info('Called');
    expect(lines).toEqual(['2026-11-23T12:00:00.000Z INFO  tools Called session=s1 tool=mqttPublish']);
  });

  it.each([
    ['silent', ''],
    ['error', 'error'],
    ['warn', 'error warn'],
    ['info', 'error warn info'],
    ['verbose', 'error warn info'],
    ['debug', 'error warn info debug'],
  ] as const)('at level %s lets through: %s', (level, expected) => {
    const log = createLog({ level, sink });
    log.error('x');
    log.warn('x');
    log.info('x');
    log.debug('x');
    expect(
      log
        .recent()
        .map((entry) => entry.level)
        .join(' '),
    ).toBe(expected);
    expect(lines).toHaveLength(log.recent().length);
  });

  it('lets nobody begin a line of their own or steer the terminal', () => {
    const log = createLog({ level: 'info', sink, now });
    log.info('topic a\nERROR forged \u001b[2J', { 'topic': 'b\r\n\u202eERROR', 'a\nb': 1 });
    expect(lines).toEqual([
      '2026-11-23T12:00:00.000Z INFO  sidecar topic a\\nERROR forged \\u001b[2J topic="b\\r\\n\\u202eERROR" "a\\nb"=1',
    ]);
  });

  it('keeps the latest entries in the shape that the dashboard reads', () => {
    const log = createLog({ level: 'info', sink, now, keep: 3 });
    for (const number of [1, 2, 3, 4]) log.info(`entry ${number}`, { number, missing: undefined, error: new Error('boom') });
    const recent = log.recent();
    expect(recent.map(({ message }) => message)).toEqual(['entry 2', 'entry 3', 'entry 4']);
    for (const entry of recent) expect(logEntrySchema.parse(structuredClone(entry))).toEqual(entry);
  });

  it('tells subscribers of each entry until they leave', () => {
    const log = createLog({ level: 'info', sink });
    const told: LogEntry[] = [];
    const leave = log.subscribe((entry) => told.push(entry));
    log.info('one');
    leave();
    log.info('two');
    expect(told.map(({ message }) => message)).toEqual(['one']);
  });

  it('survives a subscriber that logs and one that throws', () => {
    const log = createLog({ level: 'info', sink });
    log.subscribe(() => {
      log.info('from within');
      throw new Error('listener broke');
    });
    log.info('one');
    log.info('two');
    expect(log.recent().map(({ message }) => message)).toEqual([
      'one',
      'from within',
      'A listener of the log failed',
      'two',
      'from within',
      'A listener of the log failed',
    ]);
  });

  it('writes a file that others cannot read, and begins a new one when it is full', () => {
    const file = path.join(folder, 'deep', 'sidecar.log');
    const log = createLog({ level: 'info', sink, file, maxFileBytes: 2000 });
    for (let number = 0; number < 60; number += 1) log.info(`entry ${number}`);
    expect(readdirSync(path.dirname(file)).toSorted()).toEqual(['sidecar.log', 'sidecar.old.log']);
    const written = readFileSync(file, 'utf8');
    expect(written).toContain('entry 59');
    expect(written.length).toBeLessThan(2200);
    // Windows knows no such bits.
    expect(statSync(file).mode & (process.platform === 'win32' ? 0 : 0o077)).toBe(0);
  });

  it('goes on without the file where it cannot be written, and says so', () => {
    const blocked = path.join(folder, 'blocked');
    writeFileSync(blocked, '');
    const log = createLog({ level: 'info', sink, file: path.join(blocked, 'sidecar.log') });
    log.info('still here');
    expect(lines[0]).toContain('The log is not written to');
    expect(lines[0]).toContain('Correct log.file');
    expect(lines[1]).toContain('still here');
  });

  it('never writes a known password, token or key, in whatever way it is handed in', () => {
    const password = 'hunter2-Zq';
    const token = 'tok_9fQx72LmVb';
    const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj', 'QhX7pD2mFz0s8VnLk4JtYw6RbUc1EoGa'];
    const pem = `-----BEGIN PRIVATE KEY-----\n${body.join('\n')}\n-----END PRIVATE KEY-----\n`;
    const file = path.join(folder, 'sidecar.log');
    const log = createLog({ level: 'debug', sink, file });
    const told: LogEntry[] = [];
    log.subscribe((entry) => told.push(entry));
    for (const secret of [password, token, pem]) log.redactor.add(secret);
    const mqtt = log.scope('mqtt', { url: `mqtt://user:${encodeURIComponent(password)}@host`, options: { password, tls: { key: pem } } });
    for (const secret of [password, token, pem, ...body]) {
      mqtt.error(`failed with ${secret}`, { error: new Error(`refused ${secret}`, { cause: new Error(secret) }) });
      mqtt.warn('headers', { headers: { authorization: `Bearer ${secret}` }, rawHeaders: ['Authorization', `Bearer ${secret}`] });
      mqtt.info(`GET /mqttx/sse?token=${encodeURIComponent(secret)}`, { [secret]: 1, nested: [[{ note: JSON.stringify({ a: secret }) }]] });
      mqtt.debug('form', { form: new URLSearchParams({ x: secret }) });
    }
    for (const secret of [password, token, pem]) mqtt.debug('base64', { value: Buffer.from(secret).toString('base64') });
    const written = [lines.join('\n'), readFileSync(file, 'utf8'), JSON.stringify(log.recent()), JSON.stringify(told)];
    const forbidden = [
      password,
      token,
      ...body,
      ...[password, token, pem].map((secret) => Buffer.from(secret).toString('base64').replaceAll('=', '')),
    ];
    expect(lines).toHaveLength(23);
    for (const text of written) for (const secret of forbidden) expect(text).not.toContain(secret);
  });
});
