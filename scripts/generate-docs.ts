/**
 * Writes the documents that are generated from code; `--check` only compares, and ends with 1 when one has drifted.
 * A further generated document is one more entry in `documents`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderReference } from '../sidecar/config/render-reference.ts';
import { renderToolsReference } from '../sidecar/mcp/render-tools-reference.ts';
import { listTools } from '../sidecar/mcp/tools/index.ts';
import { renderMcpReference } from '../sidecar/mcp/render-mcp-reference.ts';
import { renderMetricsReference } from '../sidecar/observe/render-metrics-reference.ts';

interface GeneratedDocument {
  /** From the top of the repository. */
  readonly path: string;
  render(): string;
}

const documents: readonly GeneratedDocument[] = [
  { path: 'docs/configuration.md', render: renderReference },
  { path: 'docs/mcp.md', render: renderMcpReference },
  { path: 'docs/metrics.md', render: renderMetricsReference },
  { path: 'docs/tools.md', render: () => renderToolsReference(listTools()) },
];

function readCurrent(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const isCheck = process.argv.includes('--check');
for (const { path, render } of documents) {
  const file = new URL(`../${path}`, import.meta.url);
  const text = render();
  if (readCurrent(file) === text) continue;
  if (isCheck) {
    console.error(`${path} differs from what is generated. Run: node scripts/generate-docs.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
