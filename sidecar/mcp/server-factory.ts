/**
 * Puts the tools on the official SDK's server: one server per session (or per request, where the protocol has no
 * sessions), whatever the transport. What a call of a tool goes through stands in call-tool.ts.
 */
import { McpServer, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { ActivityLog } from '../observe/activity.ts';
import type { CallPolicy } from './call-policy.ts';
import { callTool, type Caller } from './call-tool.ts';
import { registerCompletions } from './completions/register.ts';
import { registerPrompts } from './prompts/register.ts';
import { registerResources } from './resources/register.ts';
import type { TopicWatches } from './resources/topic-watches.ts';
import type { Era } from './session.ts';
import type { Tool } from './tool.ts';
import type { TopicAccess } from './topic-access.ts';

const SERVER_NAME = 'mqttx-sse-server';

const INSTRUCTIONS = [
  'MQTT for assistants. Start with mqttConnect (a profile name is enough), then mqttSubscribe and mqttReadMessages to receive, mqttPublish to send.',
  'mqttReadTopic reads one topic, mqttListTopics shows what there is, mqttRequest asks a device and waits. mqttStatus shows what is connected. Publishing can switch real devices: ask the user before you publish what they did not ask for.',
].join(' ');

interface McpServerParts {
  readonly version: string;
  readonly tools: readonly Tool[];
  readonly activity: ActivityLog;
  readonly policy: CallPolicy;
  readonly caller: Caller;
  readonly access: TopicAccess;
  /** What the caller is told of; undefined where there is no session. */
  readonly watches?: TopicWatches;
  readonly era: Era;
  /** The versions that `initialize` may negotiate, the newest first; the modern era has no `initialize`. */
  readonly protocolVersions: string[];
}

export function createMcpServer(given: McpServerParts): McpServer {
  const { version, tools, activity, policy, caller, access, watches, era, protocolVersions } = given;
  const server = new McpServer(
    { name: SERVER_NAME, title: 'MQTTX SSE Server', version },
    {
      // 2026-07-28 has no notification of its own accord, and so no logging as messages are pushed by it.
      capabilities: { ...(era === 'legacy' ? { logging: {} } : {}), tools: { listChanged: false } },
      instructions: INSTRUCTIONS,
      ...(era === 'legacy' ? { supportedProtocolVersions: protocolVersions } : { requestState: { verify: policy.suspended.verify } }),
    },
  );
  const parts = { activity, policy, caller, era, server };
  for (const tool of tools) {
    const { name, title, description, annotations } = tool;
    server.registerTool(
      name,
      { title, description, annotations, inputSchema: advertised(tool.inputSchema), outputSchema: advertised(tool.outputSchema) },
      (rawArguments, context) => callTool(parts, tool, rawArguments, context),
    );
  }
  registerPrompts(server, access);
  registerCompletions(server, access);
  registerResources(server, { caller, access, watches, activity, era });
  return server;
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
