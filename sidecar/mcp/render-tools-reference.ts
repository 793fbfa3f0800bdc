/**
 * Writes docs/tools.md from the tools themselves: what each takes and gives, in the words that clients see. Used by
 * scripts/generate-docs.ts. Pure.
 */
import { z } from 'zod';
import type { Tool } from './tool.ts';

const INTRODUCTION = `# Tools

Generated from the schemas of the tools by \`npm run docs\`. What holds for all of them:

- **Arguments** that a model typed as text are taken for what they say: \`"1883"\`, \`"true"\`, \`"[{…}]"\`; \`null\` counts as left out.
- **Results** come twice: \`content[0].text\` says everything a model needs, \`structuredContent\` says it in the fields below. What goes
  wrong is a result with \`isError: true\` whose text says what to do.
- **Connections.** \`connection\` is an id that \`mqttConnect\` returned, or the name of a profile, which is connected if need be. In a session
  it may be left out and means the latest one; where there is no session (2026-07-28) it has to be given.
- **Messages** have the fields of a browser stream's event, an \`id\` and their \`connection\`. Payloads that no text can show are read as CBOR,
  MessagePack or Sparkplug B where the message says that it is that; \`encoding\` names what \`payload\` is. \`decode\` says otherwise, \`raw\` turns
  it off. What is malformed stays as it was, with \`decodeError\`.
- **Bounds.** A result has about 256 KiB of messages at most; payloads over \`maxPayloadBytes\` are cut, with their size in \`bytes\` and the place
  of the rest in \`nextOffset\`: \`mqttReadMessages\` with \`id\` and \`offset\` reads on. \`dropped\` counts what did not make it.
- **Permissions** are those of the caller's token and of the policy; a tool can do nothing that the caller may not.
`;

/** As much of JSON Schema as the tools use. */
const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  $defs: z.record(z.string(), z.unknown()).default({}),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  required: z.array(z.string()).default([]),
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
});

type Schema = z.output<typeof schemaShape>;

export function renderToolsReference(tools: readonly Tool[]): string {
  const index = tools.map(({ name, title }) => `| [\`${name}\`](#${name.toLowerCase()}) | ${title} |`).join('\n');
  return `${INTRODUCTION}\n| tool | does |\n|---|---|\n${index}\n${tools.map(section).join('')}`;
}

function section({ name, description, annotations, inputSchema, outputSchema }: Tool): string {
  const { readOnlyHint, destructiveHint, idempotentHint } = annotations;
  const nature = [
    readOnlyHint ? 'reads' : 'changes',
    ...(destructiveHint ? ['may destroy'] : []),
    ...(idempotentHint ? ['repeatable'] : []),
  ];
  return [
    `\n## ${name}\n\n${description} *(${nature.join(', ')})*\n`,
    table('argument', schemaShape.parse(inputSchema), true),
    table('result', schemaShape.parse(outputSchema), false),
  ].join('\n');
}

function table(heading: string, { properties = {}, required, $defs }: Schema, marksRequired: boolean): string {
  const entries = Object.entries(properties);
  if (entries.length === 0) return `Takes no arguments.\n`;
  const rows = entries.map(([name, raw]) => {
    const schema = schemaShape.parse(raw);
    const mark = marksRequired && required.includes(name) ? ', required' : '';
    return `| \`${name}\` | ${cell(typeText(schema, $defs) + mark)} | ${cell(schema.description ?? '')} |\n`;
  });
  return `| ${heading} | type | |\n|---|---|---|\n${rows.join('')}`;
}

function typeText(schema: Schema, defs: Schema['$defs']): string {
  const nested = (raw: unknown): string => typeText(schemaShape.parse(raw), defs);
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => nested(one)).join(' or ');
  if (schema.$ref !== undefined) return nested(defs[schema.$ref.split('/').at(-1) ?? '']);
  if (schema.type === 'array') return `list of ${nested(schema.items ?? {})}`;
  if (schema.type === 'object' && schema.properties !== undefined) return `{ ${Object.keys(schema.properties).join(', ')} }`;
  return [schema.type ?? 'any'].flat().join(' or ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
