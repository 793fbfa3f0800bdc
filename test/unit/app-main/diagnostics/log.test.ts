import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../../../app/main/diagnostics/bundle.ts';
import { createLogBook } from '../../../../app/main/diagnostics/log-book.ts';
import { formatEntry, parseLogLine } from '../../../../app/main/diagnostics/log-text.ts';
import type { SourcedLogEntry } from '../../../../app/shared/ipc/admin.ts';
import { formatLogLine } from '../../../../sidecar/observe/log-line.ts';
import { createLog } from '../../../../sidecar/observe/log.ts';
import { createRedactor } from '../../../../sidecar/observe/redact.ts';

function createBook(keep?: number) {
  const written: SourcedLogEntry[] = [];
  const redactor = createRedactor(['geheim-123']);
  let now = 0;
  const book = createLogBook({
    write: (entry) => written.push(entry),
    redactor,
    now: () => {
      now += 1;
      return now;
    },
    ...(keep === undefined ? {} : { keep }),
  });
  return { book, written };
}

describe('a line of the sidecar', () => {
  it('is read as it was written', () => {
    const entry = {
      at: 1_700_000_000_123,
      level: 'warn',
      scope: 'mqtt',
      message: 'Lost the broker',
      context: { connection: 'c1', why: 'a b' },
    } as const;
    expect(parseLogLine(formatLogLine(entry), 0)).toEqual({
      at: entry.at,
      level: 'warn',
      scope: 'mqtt',
      message: 'Lost the broker connection=c1 why="a b"',
    });
  });

  it('is read as the log itself prints it', () => {
    const lines: string[] = [];
    createLog({ level: 'info', sink: (line) => lines.push(line), now: () => 5 })
      .scope('http')
      .info('Listening', { port: 4000 });
    expect(lines.map((line) => parseLogLine(line, 0))).toEqual([{ at: 5, level: 'info', scope: 'http', message: 'Listening port=4000' }]);
  });

  it('is a warning when it is none of the log', () => {
    expect(parseLogLine('FATAL ERROR: heap out of memory', 7)).toEqual({
      at: 7,
      level: 'warn',
      scope: 'output',
      message: 'FATAL ERROR: heap out of memory',
    });
  });

  it('stays one line in the file', () => {
    expect(formatEntry({ at: 0, level: 'error', scope: '', message: 'a\nb\r\nc' })).toBe('1970-01-01T00:00:00.000Z ERROR - a\\nb\\r\\nc');
  });
});

describe('the log of the desktop', () => {
  it('keeps both sources, the newest first', () => {
    const { book } = createBook();
    book.scope('tray').info('one');
    book.sidecarLine(`${new Date(2).toISOString()} ERROR mqtt two`);
    expect(book.list({}).map(({ source, message }) => [source, message])).toEqual([
      ['sidecar', 'two'],
      ['app', 'one'],
    ]);
    expect(book.list({ source: 'app' })).toHaveLength(1);
  });

  it('finds by level and by word', () => {
    const { book } = createBook();
    const log = book.scope('tray');
    log.info('Opened');
    log.warn('Lost');
    log.error('Broken', new Error('Lost too'));
    expect(book.list({ level: 'warn' })).toHaveLength(2);
    expect(book.list({ search: 'LOST' })).toHaveLength(2);
    expect(book.list({ search: 'lost', level: 'error' })).toHaveLength(1);
    expect(book.list({ limit: 1 })).toHaveLength(1);
  });

  it('holds no secret, neither in memory nor in what it writes', () => {
    const { book, written } = createBook();
    book.scope('storage').error('Refused', new Error('password geheim-123 is wrong'));
    book.sidecarLine('something with geheim-123 in it');
    expect(JSON.stringify([written, book.list({})])).not.toContain('geheim-123');
    expect(written).toHaveLength(2);
  });

  it('keeps the latest entries only', () => {
    const { book } = createBook(10);
    for (let at = 0; at < 100; at += 1) book.scope('x').info(`entry ${at}`);
    const entries = book.list({ limit: 2000 });
    expect(entries).toHaveLength(10);
    expect(entries[0]?.message).toBe('entry 99');
  });
});

describe('the bundle for bug reports', () => {
  it('has what helps, and no secret', () => {
    const text = renderDiagnostics(
      {
        about: { version: '1', electron: '45', chromium: '140', node: '24', platform: 'linux' },
        system: { release: '6', architecture: 'x64', locale: 'en', desktop: 'GNOME' },
        settings: {
          port: 4000,
          autostart: null,
          startMinimised: false,
          updates: 'notify',
          theme: 'system',
          language: 'system',
          limits: { sessions: 1, connectionsPerSession: 1, subscriptionsPerSession: 1, streams: 1 },
          firstRunDone: true,
          tokenRequired: false,
          hasToken: false,
          restartNeeded: false,
          autostartAvailable: true,
        },
        sidecar: { name: 'stopped', since: 0 },
        updates: { name: 'idle', checkedAt: null },
        secretStorage: { backend: 'basic_text', secure: false },
        profiles: [
          {
            name: 'plant',
            url: 'mqtt://user:geheim-123@plant.example',
            protocolVersion: 5,
            clientId: null,
            username: 'line-3',
            keepaliveSeconds: 60,
            cleanStart: true,
            tls: { ca: null, cert: 'CERTIFICATE', rejectUnauthorized: true },
            isDefault: true,
            hasPassword: true,
            hasKey: false,
            editable: true,
          },
        ],
        clients: [],
        log: [{ source: 'app', at: 0, level: 'info', scope: 'x', message: 'token geheim-123' }],
      },
      createRedactor(['geheim-123']),
      new Date(0),
    );
    expect(text).not.toMatch(/geheim|CERTIFICATE/);
    const parsed: unknown = JSON.parse(text);
    expect(parsed).toMatchObject({ madeAt: '1970-01-01T00:00:00.000Z', about: { electron: '45' }, sidecar: { name: 'stopped' } });
  });
});
