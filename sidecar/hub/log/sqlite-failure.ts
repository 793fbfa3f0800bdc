/** What an error of SQLite means for the store, and how to say it to a person. Pure. */

/** Primary result codes, https://sqlite.org/rescode.html; extended ones carry them in their lowest byte. */
const CODE = { busy: 5, locked: 6, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notadb: 26 } as const;

export interface SqliteFailure {
  /** The file's content is of no use any more; everything else may pass. */
  readonly isDamage: boolean;
  readonly reason: string;
  readonly hint: string;
}

/** Errors of the file system, which come before SQLite sees the file. */
const systemCodes: Readonly<Record<string, number>> = {
  ENOSPC: CODE.full,
  EDQUOT: CODE.full,
  EROFS: CODE.readonly,
  EACCES: CODE.readonly,
  EPERM: CODE.readonly,
  EIO: CODE.ioerr,
};

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  return 'code' in error && typeof error.code === 'string' ? systemCodes[error.code] : undefined;
}

function passing(reason: string, hint: string): SqliteFailure {
  return { isDamage: false, reason, hint };
}

export function explainFailure(error: unknown): SqliteFailure {
  const message = error instanceof Error ? error.message : String(error);
  switch (primaryCode(error)) {
    case CODE.corrupt:
    case CODE.notadb:
      return { isDamage: true, reason: `the file is damaged (${message})`, hint: 'Check the disk.' };
    case CODE.full:
      return passing('the disk is full', 'Free some space; messages are stored again by themselves then.');
    case CODE.readonly:
      return passing('it cannot be written to', 'Make the file and its folder writable, or name another history.path.');
    case CODE.cantopen:
      return passing('it cannot be opened', 'Check that the folder of history.path exists and can be written to.');
    case CODE.busy:
    case CODE.locked:
      return passing('another process uses it', 'Give every server a history.path of its own, or stop the other one.');
    case CODE.ioerr:
      return passing(`the disk reports an error (${message})`, 'Check the disk.');
    default:
      return passing(message, 'Check the folder of history.path, or name another one.');
  }
}
