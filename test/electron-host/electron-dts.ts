/**
 * Reads electron.d.ts as text: which members and which events a class or interface has. For the contract test, which
 * has to know names at run time. The file is generated and its layout is regular, so lines are enough.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface Declaration {
  readonly members: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}

export function readElectronTypes(): string {
  return readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8');
}

/** @throws Error when the text declares no class or interface of that name */
export function findDeclaration(types: string, name: string): Declaration {
  const [, parent, body = ''] =
    new RegExp(`^  (?:class|interface) ${name}(?: extends ([\\w.]+))? \\{\\n(.*?)^  \\}`, 'ms').exec(types) ?? [];
  if (body === '') throw new Error(`electron.d.ts declares no ${name}.`);
  const inherited =
    parent === undefined || parent.endsWith('Emitter') ? undefined : findDeclaration(types, parent.replace('Electron.', ''));
  const own = matches(body, /^ {4}(?:static |readonly |get |set )*([A-Za-z]\w*)\??[(:<]/gm);
  const events = matches(body, /^ {4}on\(event: '([\w-]+)'/gm);
  return { members: new Set([...own, ...(inherited?.members ?? [])]), events: new Set([...events, ...(inherited?.events ?? [])]) };
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}
