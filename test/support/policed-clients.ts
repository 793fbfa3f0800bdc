/**
 * Clients of every era that publish through a sidecar whose policy asks, and how each era's person is asked: by the client
 * itself, or at the dashboard. For the tests of the policy.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { z } from 'zod';
import { configSchema } from '../../sidecar/config/schema.ts';
import { adminSnapshotSchema, activityPageSchema, type ActivityEntry } from '../../sidecar/admin/schema.ts';
import { startSidecar } from '../../sidecar/server.ts';
import { RawMcpClient } from './raw-mcp-client.ts';
import { stdioCommand } from './stdio-sidecar.ts';
import { until } from './polling.ts';

const ADMIN_TOKEN = 'a-token-for-the-tests-of-the-policy';

export interface Outcome {
  readonly isError: boolean;
  readonly text: string;
}

export interface PolicedClient extends AsyncDisposable {
  call(name: string, toolArguments?: Record<string, unknown>): Promise<Outcome>;
  /** What the person answers from now on. */
  answers(answer: 'approve' | 'refuse'): void;
  /** The questions that the person was asked so far. */
  readonly asked: string[];
  /** The audit trail, the newest first. */
  activity(): Promise<ActivityEntry[]>;
}

export interface PolicedEra {
  readonly era: string;
  /** Who answers, as the audit trail names it. */
  readonly by: 'client' | 'dashboard';
  open(policy: object, brokerUrl: string): Promise<PolicedClient>;
}

const resultSchema = z.object({ isError: z.boolean().optional(), content: z.array(z.object({ text: z.string() })) });

function outcomeOf(result: unknown): Outcome {
  const { isError = false, content } = resultSchema.parse(result);
  return { isError, text: content[0]?.text ?? '' };
}

function config(policy: object, brokerUrl: string) {
  return {
    server: { port: 0 },
    admin: { token: ADMIN_TOKEN },
    embeddedBroker: { enabled: false },
    log: { level: 'silent' },
    profiles: { local: { url: brokerUrl } },
    policy,
  };
}

async function admin(origin: string, path: string, body?: object): Promise<Response> {
  const headers = { 'Authorization': `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' };
  return fetch(`${origin}/mqttx/admin/v1${path}`, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

async function readActivity(origin: string): Promise<ActivityEntry[]> {
  return activityPageSchema.parse(await (await admin(origin, '/activity')).json()).entries;
}

type Mode = ConstructorParameters<typeof Client>[1];

/** A client of the official SDK that asks its own user. */
async function sdkClient(options: Mode, connect: (client: Client) => Promise<void>): Promise<Omit<PolicedClient, 'activity'>> {
  const client = new Client({ name: 'policed', version: '1' }, { ...options, capabilities: { elicitation: {} } });
  const asked: string[] = [];
  let action: 'accept' | 'decline' = 'decline';
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return { action, ...(action === 'accept' ? { content: {} } : {}) };
  });
  await connect(client);
  return {
    asked,
    call: async (name, toolArguments = {}) => outcomeOf(await client.callTool({ name, arguments: toolArguments })),
    answers: (answer) => (action = answer === 'approve' ? 'accept' : 'decline'),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function overHttp(era: string, options: Mode): PolicedEra {
  return {
    era,
    by: 'client',
    async open(policy, brokerUrl) {
      const sidecar = await startSidecar(configSchema.parse(config(policy, brokerUrl)));
      const origin = `http://127.0.0.1:${sidecar.port}`;
      const client = await sdkClient(options, (it) => it.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mqttx/mcp`))));
      return {
        ...client,
        activity: () => readActivity(origin),
        async [Symbol.asyncDispose]() {
          await client[Symbol.asyncDispose]();
          await sidecar.stop();
        },
      };
    },
  };
}

function overStdio(era: string, options: Mode): PolicedEra {
  return {
    era,
    by: 'client',
    async open(policy, brokerUrl) {
      const { env, ...command } = stdioCommand('--port', '0');
      const settings = {
        MQTTX_SSE_ADMIN_TOKEN: ADMIN_TOKEN,
        MQTTX_SSE_PROFILES: JSON.stringify({ local: { url: brokerUrl } }),
        ...Object.fromEntries(Object.entries(policy).map(([key, value]) => [`MQTTX_SSE_POLICY_${upperSnake(key)}`, JSON.stringify(value)])),
      };
      const transport = new StdioClientTransport({ ...command, env: { ...env, ...settings }, stderr: 'pipe' });
      let told = '';
      transport.stderr?.on('data', (chunk) => (told += String(chunk)));
      const client = await sdkClient(options, (it) => it.connect(transport));
      const port = (): string | undefined => /http:\/\/localhost:(\d+)\/mqttx\/sse/.exec(told)?.[1];
      await until('the sidecar says where it listens', () => port() !== undefined);
      return { ...client, activity: () => readActivity(`http://127.0.0.1:${port()}`) };
    },
  };
}

const upperSnake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** HTTP+SSE knows no elicitation: whoever has the dashboard open is asked, by its own event stream. */
const httpSse: PolicedEra = {
  era: '2024-11-05 over HTTP+SSE',
  by: 'dashboard',
  async open(policy, brokerUrl) {
    const sidecar = await startSidecar(configSchema.parse(config(policy, brokerUrl)));
    const origin = `http://127.0.0.1:${sidecar.port}`;
    const client = await RawMcpClient.open(origin);
    const dashboard = await RawMcpClient.open(origin, {
      path: '/mqttx/admin/v1/events',
      headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    const asked: string[] = [];
    const answered = new Set<string>();
    let answer = 'refuse';
    const answerAll = async (): Promise<void> => {
      const { approvals } = adminSnapshotSchema.parse(await (await admin(origin, '/snapshot')).json());
      for (const { id, asked: wanted } of approvals) {
        if (answered.has(id)) continue;
        answered.add(id);
        asked.push(JSON.stringify(wanted));
        await answerApproval(origin, id, answer);
      }
    };
    dashboard.response.on('data', (text) => {
      if (String(text).includes('"approvals"')) void answerAll();
    });
    return {
      asked,
      call: (name, toolArguments = {}) => client.callTool(name, toolArguments),
      answers: (given) => (answer = given),
      activity: () => readActivity(origin),
      async [Symbol.asyncDispose]() {
        client.destroy();
        dashboard.destroy();
        await sidecar.stop();
      },
    };
  },
};

function answerApproval(origin: string, id: string, answer: string): Promise<Response> {
  return admin(origin, `/approvals/${id}`, { answer, by: 'dashboard' });
}

export const policedEras: readonly PolicedEra[] = [
  httpSse,
  overHttp('2025-06-18 over Streamable HTTP', { supportedProtocolVersions: ['2025-06-18'] }),
  overHttp('2025-11-25 over Streamable HTTP', { supportedProtocolVersions: ['2025-11-25'] }),
  overHttp('2026-07-28 over Streamable HTTP', { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
  overStdio('2025-11-25 over stdio', { supportedProtocolVersions: ['2025-11-25'] }),
  overStdio('2026-07-28 over stdio', { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
];
