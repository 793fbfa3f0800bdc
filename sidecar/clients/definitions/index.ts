/**
 * The clients that can be configured, in the order in which they are shown. The one place that knows all definitions: what is
 * said of a client stands in its own file, and nothing else in this room names a client.
 */
import { AppError } from '../../errors.ts';
import type { ClientDefinition } from '../types.ts';
import { claudeCode } from './claude-code.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { cline } from './cline.ts';
import { cursor } from './cursor.ts';
import { geminiCli } from './gemini-cli.ts';
import { lmStudio } from './lm-studio.ts';
import { mqttx } from './mqttx.ts';
import { vscode } from './vscode.ts';
import { windsurf } from './windsurf.ts';
import { zed } from './zed.ts';

export const clientDefinitions: readonly ClientDefinition[] = [
  mqttx,
  claudeDesktop,
  claudeCode,
  cursor,
  vscode,
  windsurf,
  zed,
  geminiCli,
  cline,
  lmStudio,
];

/** @throws AppError `client-unknown` */
export function findDefinition(id: string): ClientDefinition {
  const definition = clientDefinitions.find((candidate) => candidate.id === id);
  if (definition !== undefined) return definition;
  const known = clientDefinitions.map((candidate) => candidate.id).join(', ');
  throw new AppError('client-unknown', `There is no client "${id}" that can be configured.`, { hint: `Use one of: ${known}.` });
}
