import { describe, expect, it } from 'vitest';
import { findPortHolder } from '../../../sidecar/observe/port-holder.ts';
import { parseLsof, parseNetstat, parseProcNetTcp, parseTasklist } from '../../../sidecar/observe/port-holder-parsers.ts';

const procNetTcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 123456 1 0000000000000000 100 0 0 10 0
   1: 0100007F:0FA0 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 222222 1 0000000000000000 20 4 30 10 -1
   2: 00000000:10A0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333333 1 0000000000000000 100 0 0 10 0
   3: 0100007F:0FA0 0100007F:9C42 06 00000000:00000000 03:00000B6E 00000000     0        0 0 3 0000000000000000
`;

const netstat = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1096
  TCP    127.0.0.1:4000         127.0.0.1:50123        HERGESTELLT      77
  TCP    127.0.0.1:40001        0.0.0.0:0              ABHÖREN          99
  TCP    127.0.0.1:4000         0.0.0.0:0              ABHÖREN          8764
  TCP    [::]:5000              [::]:0                 ABHÖREN          12
  UDP    0.0.0.0:4000           *:*                                     55
`;

describe('The parsers of the port holder', () => {
  it('find the listening sockets of a port in /proc/net/tcp, and nothing else', () => {
    expect(parseProcNetTcp(procNetTcp, 4000)).toEqual(['123456']);
    expect(parseProcNetTcp(procNetTcp, 0x10a0)).toEqual(['333333']);
    expect(parseProcNetTcp(procNetTcp, 1)).toEqual([]);
    expect(parseProcNetTcp('', 4000)).toEqual([]);
  });

  it('find the process in the output of lsof', () => {
    expect(parseLsof('p4711\ncnode\nf23\n')).toEqual({ pid: 4711, name: 'node' });
    expect(parseLsof('p4711\n')).toEqual({ pid: 4711 });
    expect(parseLsof('')).toBeUndefined();
    expect(parseLsof('lsof: command failed')).toBeUndefined();
  });

  it('find the listener in the output of netstat, in any language', () => {
    expect(parseNetstat(netstat, 4000)).toBe(8764);
    expect(parseNetstat(netstat, 5000)).toBe(12);
    expect(parseNetstat(netstat, 4001)).toBeUndefined();
  });

  it('find the name in the output of tasklist, and not in its words', () => {
    expect(parseTasklist('"node.exe","8764","Console","1","52.136 K"\r\n')).toBe('node.exe');
    expect(parseTasklist('INFO: No tasks are running which match the specified criteria.')).toBeUndefined();
  });
});

describe('findPortHolder', () => {
  /** Stands for programs of systems that the tests do not run on. */
  const outputs = (answers: Record<string, string>) => (program: string) =>
    program in answers ? Promise.resolve(answers[program] ?? '') : Promise.reject(new Error(`${program}: not found`));

  it('asks lsof and ps on macOS', async () => {
    const run = outputs({ lsof: 'p4711\ncnode\n', ps: '/usr/local/bin/node server.js\n' });
    expect(await findPortHolder(4000, { platform: 'darwin', run })).toEqual({
      pid: 4711,
      name: 'node',
      command: '/usr/local/bin/node server.js',
    });
    expect(await findPortHolder(4000, { platform: 'darwin', run: outputs({ lsof: 'p4711\ncnode\n' }) })).toEqual({
      pid: 4711,
      name: 'node',
    });
  });

  it('asks netstat and tasklist on Windows', async () => {
    const run = outputs({ netstat, tasklist: '"node.exe","8764","Console","1","52.136 K"' });
    expect(await findPortHolder(4000, { platform: 'win32', run })).toEqual({ pid: 8764, name: 'node.exe' });
    expect(await findPortHolder(4000, { platform: 'win32', run: outputs({ netstat }) })).toEqual({ pid: 8764 });
    expect(await findPortHolder(1, { platform: 'win32', run })).toBeUndefined();
  });

  it('knows nothing where the programs are missing', async () => {
    expect(await findPortHolder(4000, { platform: 'darwin', run: outputs({}) })).toBeUndefined();
    expect(await findPortHolder(4000, { platform: 'win32', run: outputs({}) })).toBeUndefined();
  });
});
