import { describe, expect, it } from 'vitest';
import { replaceSection } from '../../../bench/lib/markdown-section.ts';

const document = ['# Performance', '<!-- bench:mcp -->', 'old', '<!-- /bench:mcp -->', 'Words.', ''].join('\n');

describe('replaceSection', () => {
  it('replaces what stands between the markers and nothing else', () => {
    const replaced = replaceSection(document, 'mcp', 'new\n');
    expect(replaced).toBe(['# Performance', '<!-- bench:mcp -->', '', 'new', '', '<!-- /bench:mcp -->', 'Words.', ''].join('\n'));
  });

  it('gives the same document when it is done again', () => {
    const once = replaceSection(document, 'mcp', 'new');
    expect(replaceSection(once, 'mcp', 'new')).toBe(once);
  });

  it('takes dollar signs in the content for what they are', () => {
    expect(replaceSection(document, 'mcp', '$& $1')).toContain('$& $1');
  });

  it('refuses a document without the markers of that name', () => {
    expect(() => replaceSection(document, 'streams', 'new')).toThrow('<!-- bench:streams -->');
  });
});
