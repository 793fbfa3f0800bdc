/** Reads the tokens as they ship and holds every text colour to WCAG 2.2, 1.4.3 (4.5:1), and control lines to 1.4.11 (3:1). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveTheme } from '../../../../app/renderer/theme/apply-theme.ts';

type Tokens = ReadonlyMap<string, string>;

const css = readFileSync(new URL('../../../../app/renderer/theme/tokens.css', import.meta.url), 'utf8');
const themes = new Map<string, Tokens>(
  [...css.matchAll(/\[data-theme='(\w+)'\]\s*\{([^}]*)\}/g)].map(([, name = '', body = '']) => [
    name,
    new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, token = '', value = '']) => [token, value])),
  ]),
);

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, first: string, second: string): number {
  const [a = '', b = ''] = [tokens.get(first), tokens.get(second)];
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['--ground', '--surface', '--inset', '--hover'];
const PAIRS = [
  ...['--text', '--muted', '--accent', '--danger', '--warning', '--info'].flatMap((text) =>
    GROUNDS.map((ground) => [text, ground] as const),
  ),
  ...['--accent-soft', '--danger-soft', '--warning-soft', '--info-soft', '--selected'].flatMap((ground) => [
    ['--text', ground] as const,
    ['--muted', ground] as const,
  ]),
  ['--accent', '--accent-soft'] as const,
  ['--accent', '--accent-soft-hover'] as const,
  ['--on-accent', '--accent'] as const,
  ['--on-accent', '--accent-hover'] as const,
  ['--on-danger', '--danger'] as const,
  ['--on-danger', '--danger-hover'] as const,
  ['--rail-text', '--rail'] as const,
  ['--rail-text', '--rail-hover'] as const,
  ['--rail-active', '--rail-hover'] as const,
  ['--tooltip-text', '--tooltip'] as const,
];

describe('the themes', () => {
  it('are three, with the same tokens', () => {
    expect([...themes.keys()]).toEqual(['light', 'dark', 'night']);
    const names = [...(themes.get('light')?.keys() ?? [])];
    expect(names.length).toBeGreaterThan(30);
    for (const tokens of themes.values()) expect([...tokens.keys()]).toEqual(names);
  });

  it.each([...themes])('hold 4.5:1 for text in %s', (_name, tokens) => {
    const failing = PAIRS.filter(([text, ground]) => contrast(tokens, text, ground) < 4.5);
    expect(failing).toEqual([]);
  });

  it.each([...themes])('hold 3:1 for strong lines in %s', (_name, tokens) => {
    expect(contrast(tokens, '--line-strong', '--surface')).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens, '--line-strong', '--ground')).toBeGreaterThanOrEqual(3);
  });

  it('follow the system until one is chosen', () => {
    expect(resolveTheme('system', true)).toBe('dark');
    expect(resolveTheme('system', false)).toBe('light');
    expect(resolveTheme('night', false)).toBe('night');
  });
});

describe('the components', () => {
  it('name no colour themselves', async () => {
    const { globSync } = await import('node:fs');
    const files = globSync('app/renderer/**/*.{css,tsx}').filter((file) => !file.endsWith('tokens.css'));
    expect(files.length).toBeGreaterThan(80);
    const named = files.filter((file) =>
      /#[\da-f]{3,8}\b(?!["'/])|\brgba?\(|\bhsla?\(/i.test(readFileSync(file, 'utf8').replaceAll(/#\/|href="#|'#'|&#/g, '')),
    );
    expect(named).toEqual([]);
  });
});
