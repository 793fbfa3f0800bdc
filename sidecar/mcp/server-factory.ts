/**
 * Puts the tools on the official SDK's server: one server per session (or per request, where the protocol has no
 * sessions), whatever the transport. It decides what a tool's failure looks like and writes the activity record.
 */
import { McpServer, type CallToolResult, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { toAppError } from '../errors.ts';
import type { ActivityLog } from '../observe/activity.ts';
import type { MqttScope } from './scope.ts';
import type { Era } from './session.ts';
import type { Tool } from './tool.ts';

const SERVER_NAME = 'mqttx-sse-server';

const INSTRUCTIONS = [
  'MQTT for assistants. Start with mqttConnect (a profile name is enough), then mqttSubscribe and mqttReadMessages to receive, mqttPublish to send.',
  'mqttStatus shows what is connected. Publishing can switch real devices: ask the user before you publish what they did not ask for.',
].join(' ');

/** Who calls: a session, or whoever sent a request without one. */
export interface Caller {
  /** Does a tool's work on what the caller has; where there is no session, the arguments say which connection is meant. */
  withScope<T>(rawArguments: unknown, work: (scope: MqttScope) => Promise<T>): Promise<T>;
  /** For the activity record. */
  identity(): { session: string | null; client: string | null; principal: string };
}

interface McpServerParts {
  readonly version: string;
  readonly tools: readonly Tool[];
  readonly activity: ActivityLog;
  readonly caller: Caller;
  readonly era: Era;
  /** The versions that `initialize` may negotiate, the newest first; the modern era has no `initialize`. */
  readonly protocolVersions: string[];
}

export function createMcpServer({ version, tools, activity, caller, era, protocolVersions }: McpServerParts): McpServer {
  const server = new McpServer(
    { name: SERVER_NAME, title: 'MQTTX SSE Server', version },
    {
      // 2026-07-28 has no notification of its own accord, and so no logging as messages are pushed by it.
      capabilities: { ...(era === 'legacy' ? { logging: {} } : {}), tools: { listChanged: false } },
      instructions: INSTRUCTIONS,
      ...(era === 'legacy' ? { supportedProtocolVersions: protocolVersions } : {}),
    },
  );
  for (const tool of tools) {
    const { name, title, description, annotations } = tool;
    server.registerTool(
      name,
      { title, description, annotations, inputSchema: advertised(tool.inputSchema), outputSchema: advertised(tool.outputSchema) },
      (rawArguments, context) => callTool(tool, rawArguments, context.mcpReq.signal, caller, activity),
    );
  }
  return server;
}

/** Never rejects: a failure is a result that tells the model what to do (MCP, "Tools", error handling). */
async function callTool(
  tool: Tool,
  rawArguments: unknown,
  signal: AbortSignal,
  caller: Caller,
  activity: ActivityLog,
): Promise<CallToolResult> {
  const at = Date.now();
  const started = performance.now();
  const record = (outcome: 'ok' | 'error', result: string): void => {
    const durationMs = performance.now() - started;
    const entry = { at, ...caller.identity(), tool: tool.name, arguments: asRecord(rawArguments), outcome, result, durationMs };
    // After the answer, which need not wait until secrets are taken out of the entry; before any later request is read.
    setImmediate(() => activity.record(entry));
  };
  try {
    const { text, structured } = await caller.withScope(rawArguments, (scope) => tool.call(rawArguments, { scope, signal }));
    record('ok', text);
    return { content: [{ type: 'text', text }], structuredContent: structured };
  } catch (thrown) {
    const { advice } = toAppError(thrown);
    record('error', advice);
    return { content: [{ type: 'text', text: advice }], isError: true };
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : { value };
}

/**
 * The JSON Schema as the SDK wants it, without its validation: the tool parses its arguments itself, so that a wrong one
 * becomes a result with our words, and the schema is not built again for every session.
 */
function advertised(jsonSchema: Record<string, unknown>): StandardSchemaWithJSON {
  return {
    '~standard': {
      version: 1,
      vendor: SERVER_NAME,
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
    },
  };
}
