/**
 * The probe's IPC: sender checked, arguments checked.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, ipcMain, type IpcMainInvokeEvent, safeStorage } from 'electron';
import { z } from 'zod';
import type { Note, Status } from '../probe.ts';

const note: z.ZodType<Note> = z.object({ text: z.string().max(1000), when: z.date(), bytes: z.instanceof(Uint8Array) });

export function handleIpc(status: () => Status): void {
  ipcMain.handle('status', (event) => {
    requireBundle(event);
    return status();
  });
  ipcMain.handle('save', (event, value: unknown) => {
    requireBundle(event);
    const parsed = note.safeParse(value);
    if (!parsed.success) throw new TypeError('bad note');
    return { file: save(parsed.data) };
  });
  ipcMain.handle('secret', async (event, value: unknown) => {
    requireBundle(event);
    const encrypted = await safeStorage.encryptStringAsync(z.string().parse(value));
    const { result } = await safeStorage.decryptStringAsync(encrypted);
    return { prefix: encrypted.toString('latin1', 0, 2), back: result };
  });
}

function requireBundle({ senderFrame }: IpcMainInvokeEvent): void {
  if (senderFrame?.origin !== 'app://bundle') throw new Error('untrusted sender');
}

function save({ text, when, bytes }: Note): string {
  const file = join(app.getPath('userData'), 'note.json');
  writeFileSync(`${file}.part`, JSON.stringify({ text, iso: when.toISOString(), bytes: [...bytes] }));
  renameSync(`${file}.part`, file);
  return file;
}
