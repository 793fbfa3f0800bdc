/**
 * Whether the process lives and whether it can serve, for supervisors and load balancers. The checks are handed in by whoever
 * knows; a check that throws or takes too long has failed. What is told to whom is up to the routes.
 */
import { z } from 'zod';

export const liveReportSchema = z.object({
  status: z.literal('ok'),
  name: z.literal('mqttx-sse-server'),
  version: z.string(),
  pid: z.int().nonnegative(),
  uptimeSeconds: z.number().nonnegative(),
});

export type LiveReport = z.infer<typeof liveReportSchema>;

interface CheckOutcome {
  readonly ok: boolean;
  /** For a person; without secrets. */
  readonly detail?: string;
}

export interface HealthCheck {
  readonly name: string;
  check(): CheckOutcome | Promise<CheckOutcome>;
}

interface CheckReport {
  readonly name: string;
  readonly status: 'ok' | 'failed';
  readonly detail?: string;
}

export interface ReadyReport {
  readonly status: 'ok' | 'unavailable';
  readonly checks: readonly CheckReport[];
}

export interface Health {
  live(): LiveReport;
  /** Never rejects. */
  ready(): Promise<ReadyReport>;
}

interface HealthParts {
  readonly version: string;
  readonly checks: readonly HealthCheck[];
  readonly pid?: number;
  readonly checkTimeoutMs?: number;
  /** Seconds since the process began. */
  readonly uptime?: () => number;
}

export function createHealth(parts: HealthParts): Health {
  const { version, checks, pid = process.pid, checkTimeoutMs = 2000, uptime = () => process.uptime() } = parts;
  return {
    live: () => ({ status: 'ok', name: 'mqttx-sse-server', version, pid, uptimeSeconds: Math.floor(uptime()) }),
    async ready() {
      const reports = await Promise.all(checks.map((check) => run(check, checkTimeoutMs)));
      return { status: reports.every(({ status }) => status === 'ok') ? 'ok' : 'unavailable', checks: reports };
    },
  };
}

async function run({ name, check }: HealthCheck, timeoutMs: number): Promise<CheckReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckOutcome>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, { ok: false, detail: `no answer within ${timeoutMs} ms` });
  });
  const outcome = await Promise.race([attempt(check), late]);
  clearTimeout(timer);
  return { name, status: outcome.ok ? 'ok' : 'failed', ...(outcome.detail === undefined ? {} : { detail: outcome.detail }) };
}

async function attempt(check: HealthCheck['check']): Promise<CheckOutcome> {
  try {
    return await check();
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
