/** The readers as the scenarios see them: in a process of their own, so that they have a processor to themselves. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atExit } from '../lib/at-exit.ts';
import { answerSchema, progressSchema, reportSchema, type Progress, type Report, type Request } from './reader-protocol.ts';
import type { Target, Topics } from './target.ts';

const PROGRAM = fileURLToPath(new URL('reader-process.ts', import.meta.url));
const ANSWER_TIMEOUT_MS = 60_000;

export class ReaderFleet implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #callOff: () => void;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#callOff = atExit(() => child.kill('SIGKILL'));
  }

  static async start(): Promise<ReaderFleet> {
    const child = fork(PROGRAM, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const fleet = new ReaderFleet(child);
    if (child.stdout !== null) await once(child.stdout, 'data');
    return fleet;
  }

  /** Resolves with how many were opened a second. */
  async open(target: Target, topics: Topics, count: number): Promise<number> {
    return z.number().parse(await this.#ask({ do: 'open', target, topics, count }));
  }

  async begin(lookEvery: number): Promise<void> {
    await this.#ask({ do: 'begin', lookEvery });
  }

  async progress(): Promise<Progress> {
    return progressSchema.parse(await this.#ask({ do: 'progress' }));
  }

  async report(): Promise<Report> {
    return reportSchema.parse(await this.#ask({ do: 'report' }));
  }

  async close(): Promise<void> {
    await this.#ask({ do: 'close' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#callOff();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  /** One request at a time; the answers come in their order. */
  async #ask(request: Request): Promise<unknown> {
    const answered = once(this.#child, 'message', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    this.#child.send(request);
    const answer = answerSchema.parse((await answered).at(0));
    if (!answer.ok) throw new Error(answer.reason);
    return answer.result;
  }
}
