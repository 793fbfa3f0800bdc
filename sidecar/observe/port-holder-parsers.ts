/**
 * Reads what systems print about listening sockets. Pure; used by the search for the holder of a port.
 */

/** Inodes of the sockets that listen on the port, from `/proc/net/tcp` or `tcp6` (proc_pid_net(5)): state 0A is LISTEN. */
export function parseProcNetTcp(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => local.endsWith(suffix) && state === '0A')
    .map(([, , , , , , , , , inode = '']) => inode)
    .filter((inode) => /^[1-9]\d*$/.test(inode));
}

/** The first process of `lsof -Fpc`: a line for each field, its letter first. */
export function parseLsof(output: string): { pid: number; name?: string } | undefined {
  const fields = output.split('\n');
  const pid = Number(fields.find((field) => /^p\d+$/.test(field))?.slice(1) ?? 0);
  if (pid === 0) return undefined;
  const name = fields.find((field) => field.startsWith('c'))?.slice(1);
  return name === undefined || name === '' ? { pid } : { pid, name };
}

/**
 * The process that listens on the port, from `netstat -ano`. The state is told in the system's language, so a listener is known
 * by its remote end, which is nobody's.
 */
export function parseNetstat(output: string, port: number): number | undefined {
  for (const line of output.split('\n')) {
    const [protocol = '', local = '', remote = '', ...rest] = line.trim().split(/\s+/);
    const pid = Number(rest.at(-1));
    if (protocol === 'TCP' && local.endsWith(`:${port}`) && /^(?:0\.0\.0\.0|\[::\]):0$/.test(remote) && pid > 0) return pid;
  }
  return undefined;
}

/** The image name of `tasklist /FO CSV /NH`; where no process matches, it prints a sentence instead. */
export function parseTasklist(output: string): string | undefined {
  return /^"([^"]+)","\d+"/m.exec(output)?.[1];
}
