/**
 * What a tool is to this server: a description, schemas and a function from arguments to a result, knowing neither its
 * transport nor the protocol's era. Schemas are turned into JSON Schema once, when the tool is defined.
 */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Progress } from './progress.ts';
import type { MqttScope } from './scope.ts';

/** MCP's tool annotations; every one is stated, since the protocol's defaults assume the worst. */
interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface ToolContext {
  /** The caller's connections and messages. */
  readonly scope: MqttScope;
  /** Aborts when the client cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** Tells the client how far the call is, if it asked. */
  readonly progress: Progress;
}

export interface ToolOutcome<Structured = Record<string, unknown>> {
  /** Complete in itself: many clients read nothing else. */
  readonly text: string;
  readonly structured: Structured;
}

const jsonSchemaSchema = z.record(z.string(), z.json());
type JsonSchema = z.output<typeof jsonSchemaSchema>;

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  /** It neither connects, subscribes nor publishes, so that the policy can only decide on the call itself. */
  readonly isPassive: boolean;
  /** Rejects with `invalid-arguments` when the arguments do not fit, and with whatever the tool's work raises. */
  call(rawArguments: unknown, context: ToolContext): Promise<ToolOutcome>;
}

interface ToolDefinition<Input extends z.ZodType, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly input: Input;
  readonly output: Output;
  /** See `Tool`; not, unless said. */
  readonly isPassive?: boolean;
  run(input: z.output<Input>, context: ToolContext): Promise<ToolOutcome<z.output<Output>>>;
}

export function defineTool<Input extends z.ZodType, Output extends z.ZodObject>(definition: ToolDefinition<Input, Output>): Tool {
  const { name, title, description, annotations, input, output, isPassive = false, run } = definition;
  return {
    name,
    title,
    description,
    annotations,
    inputSchema: toJsonSchema(input, 'input'),
    outputSchema: toJsonSchema(output, 'output'),
    isPassive,
    async call(rawArguments, context) {
      const parsed = input.safeParse(withoutNulls(rawArguments));
      if (!parsed.success) throw invalidArguments(name, parsed.error);
      const { text, structured } = await run(parsed.data, context);
      return { text, structured };
    },
  };
}

/** Models write `null` for what they leave out; no argument gives it a meaning of its own. */
function withoutNulls(rawArguments: unknown): unknown {
  if (rawArguments === undefined || rawArguments === null) return {};
  if (typeof rawArguments !== 'object' || Array.isArray(rawArguments)) return rawArguments;
  return Object.fromEntries(Object.entries(rawArguments).filter(([, value]) => value !== null));
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return jsonSchemaSchema.parse(rest);
}

/** One sentence per problem, naming the argument, so that a model can correct itself. */
function invalidArguments(tool: string, error: z.ZodError): AppError {
  const problems = error.issues.map((issue) => `${issue.path.length > 0 ? `"${issue.path.join('.')}" ` : ''}${issue.message}`);
  return new AppError('invalid-arguments', `Invalid arguments for ${tool}: ${problems.join('; ')}.`);
}
