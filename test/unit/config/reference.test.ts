/** Help and reference: complete, in step with the schema, and with examples that load. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commandFlags } from '../../../sidecar/config/command-flags.ts';
import { formatDefault } from '../../../sidecar/config/format-default.ts';
import { renderHelp } from '../../../sidecar/config/render-help.ts';
import { renderReference } from '../../../sidecar/config/render-reference.ts';
import { listNamedSettings, listSettings } from '../../../sidecar/config/walk-schema.ts';
import { JSON_FILE, loadValid, YAML_FILE } from '../../support/load-config.ts';

const reference = renderReference();
const help = renderHelp();

function codeBlock(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(reference)?.[1] ?? '';
}

describe('docs/configuration.md', () => {
  test('is what the schema generates now', () => {
    expect(readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')).toBe(reference);
  });

  test('is found in step by the generator', () => {
    const script = fileURLToPath(new URL('../../../scripts/generate-docs.ts', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'])).not.toThrow();
  });

  test.each(listSettings())('has a row for $key', ({ key, names, description }) => {
    const row = reference.split('\n').find((line) => line.startsWith(`| \`${key}\` |`)) ?? '';
    expect(row.split(/(?<!\\)\|/)).toHaveLength(8);
    expect(row).toContain(names === undefined ? key : `\`${names.variable}\``);
    expect(row).toContain(description.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  });

  test('shows examples that load', () => {
    const fromYaml = loadValid({ files: { [YAML_FILE]: codeBlock('yaml') }, env: { FACTORY_PASSWORD: 'x' } }).config;
    expect(fromYaml.profiles['factory']).toMatchObject({ password: 'x', tls: { ca: '/work-folder/certificates/factory-ca.pem' } });
    expect(loadValid({ files: { [JSON_FILE]: codeBlock('json') } }).config.auth.roles).toHaveProperty('viewer');
    const [command = '', ...assignments] = codeBlock('sh')
      .replaceAll('\\\n', '')
      .trim()
      .split(/ (?=MQTTX_)|(?=mqttx-sse-server )/)
      .toReversed();
    const env = Object.fromEntries(
      assignments.map((text) => [
        text.slice(0, text.indexOf('=')),
        text
          .slice(text.indexOf('=') + 1)
          .trim()
          .replaceAll("'", ''),
      ]),
    );
    const { config } = loadValid({ env, argv: command.split(' ').slice(1) });
    expect(config).toMatchObject({ server: { port: 4100 }, defaultProfile: 'factory', embeddedBroker: { enabled: false } });
  });
});

describe('--help', () => {
  test.each(listNamedSettings())('lists every flag of $key, with its meaning', ({ names, description }) => {
    const flattened = help.replace(/\s+/g, ' ');
    for (const flag of names.flags) expect(help).toMatch(new RegExp(`--(?:\\[no-\\])?${flag}[ ,\n]`));
    expect(flattened).toContain(description);
  });

  test.each(commandFlags)('lists --$name', ({ name, description }) => {
    expect(help).toContain(`--${name}`);
    expect(help.replace(/\s+/g, ' ')).toContain(description);
  });

  test('fits a terminal', () => {
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

test.each([
  ['stream.bufferBytes', '4194304 (4 MiB)'],
  ['auth.maxTokenBytes', '8192 (8 KiB)'],
  ['server.port', '4000'],
  ['server.host', 'localhost'],
  ['policy.readOnly', 'false'],
  ['policy.rules', undefined],
  ['auth.roles', undefined],
  ['log.file', undefined],
])('the default of %s is shown as %s', (key, text) => {
  const setting = listSettings().find((each) => each.key === key);
  expect(setting === undefined ? 'no such setting' : formatDefault(setting)).toBe(text);
});
