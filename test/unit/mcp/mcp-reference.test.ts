import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderMcpReference } from '../../../sidecar/mcp/render-mcp-reference.ts';

it('docs/mcp.md says what is served; npm run docs writes it anew', () => {
  expect(readFileSync('docs/mcp.md', 'utf8')).toBe(renderMcpReference());
});
