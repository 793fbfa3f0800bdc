import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const documents = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...globSync('docs/**/!(0000-template).md', { cwd: ROOT })];

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** Without what stands in code, where brackets mean something else. */
const proseOf = (path: string): string =>
  textOf(path)
    .replaceAll(/^( *)(```|~~~)[^]*?^\1\2/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');

/** Targets of `[words](target)`, `[label]: target` and `src="target"` that lie in this repository. */
function linksOf(path: string): string[] {
  const prose = proseOf(path);
  const inline = [...prose.matchAll(/\]\(<?([^()\s>]+(?:\([^()\s]*\))?)>?(?:\s+"[^"]*")?\)/g)];
  const labels = [...prose.matchAll(/^\[[^\]]+\]:\s+<?([^\s>]+)/gm)];
  const html = [...prose.matchAll(/(?:src|srcset|href)="([^"\s]+)"/g)];
  return [...inline, ...labels, ...html].map(([, target = '']) => target).filter((target) => !/^[a-z][a-z\d+.-]*:|^\/\//i.test(target));
}

/** The names that GitHub gives to headings; a second one of the same words gets a number. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  const headings = textOf(path)
    .replaceAll(/^( *)(```|~~~)[^]*?^\1\2/gm, '')
    .matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
  for (const [, heading = ''] of headings) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = words.replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
    let anchor = name;
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${name}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with a link; undefined when it leads somewhere. */
function problemOf(path: string, link: string): string | undefined {
  const [file = '', anchor] = link.split('#', 2);
  const target = file === '' ? path : join(dirname(path), decodeURIComponent(file));
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)) return undefined;
  return `${link}: ${target} has no heading of that name`;
}

describe('links between documents', () => {
  it('are found at all', () => {
    expect(linksOf('README.md').length).toBeGreaterThan(10);
    expect(documents.length).toBeGreaterThan(20);
  });

  it.each(documents)('lead somewhere in %s', (path) => {
    expect(linksOf(path).flatMap((link) => problemOf(path, link) ?? [])).toEqual([]);
  });
});
