import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../sidecar/clients/unified-diff.ts';

describe('unifiedDiff', () => {
  it('is empty where nothing changes', () => {
    expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
  });

  it('shows the change with three lines around it, in hunks of their own', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const after = lines.with(1, 'changed').toSpliced(15, 0, 'added');
    expect(unifiedDiff('f', `${lines.join('\n')}\n`, `${after.join('\n')}\n`)).toBe(
      [
        '--- f',
        '+++ f',
        '@@ -1,5 +1,5 @@',
        ' line 1',
        '-line 2',
        '+changed',
        ' line 3',
        ' line 4',
        ' line 5',
        '@@ -13,6 +13,7 @@',
        ' line 13',
        ' line 14',
        ' line 15',
        '+added',
        ' line 16',
        ' line 17',
        ' line 18',
        '',
      ].join('\n'),
    );
  });

  it('names the missing file on either side', () => {
    expect(unifiedDiff('f', null, 'a\n')).toBe('--- /dev/null\n+++ f\n@@ -0,0 +1,1 @@\n+a\n');
    expect(unifiedDiff('f', 'a\n', null)).toBe('--- f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  });

  it('shows a line break that comes or goes', () => {
    expect(unifiedDiff('f', 'a', 'a\n')).toBe('--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n');
  });

  it('shortens a minified file around the change', () => {
    const before = `{"a":"${'x'.repeat(5000)}","z":1}`;
    const diff = unifiedDiff('f', before, before.replace('"z":1', '"z":2'));
    expect(diff.length).toBeLessThan(600);
    expect(diff).toContain('"z":1');
    expect(diff).toContain('"z":2');
  });

  it('gives up on the shortest way where the table would be too large, not on the right one', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `b${index}\n`).join('');
    const after = Array.from({ length: 3000 }, (_, index) => `a${index}\n`).join('');
    const lines = unifiedDiff('f', before, after).split('\n');
    expect(lines.filter((line) => line.startsWith('-b'))).toHaveLength(3000);
    expect(lines.filter((line) => line.startsWith('+a'))).toHaveLength(3000);
  });
});
