/**
 * The edge of the state machine: does what it decides (fork, timers, lock file, polls of a sidecar that is only used) and tells it
 * what happened. The one owner of the sidecar's process; the tray, the window and the way out of the program work through it.
 */
import { AppError } from '../../../sidecar/errors.ts';
import type { PolicyView } from '../../../sidecar/admin/schema.ts';
import type { ProfileTrial, ReadyMessage, StartMessage } from '../../../sidecar/parent/schema.ts';
import type { CrashReason, SidecarState } from '../../shared/ipc/sidecar.ts';
import { type ChildLink, openChildLink } from './child-link.ts';
import { Listeners } from '../listeners.ts';
import type { SidecarLock } from './lock-file.ts';
import { endSidecarAt, findSidecarAt } from './other-sidecar.ts';
import type { ForkSidecar } from './sidecar-process.ts';
import { initialMachine, step } from './supervisor-machine.ts';
import type { Effect, Machine, MachineEvent } from './supervisor-types.ts';

const LAST_LINES = 20;
/** How often an attached sidecar is looked after. */
const LOOK_MS = 5000;

export interface SupervisorParts {
  readonly fork: ForkSidecar;
  readonly port: number;
  readonly basePath: string;
  /** Made anew for each start, with the settings and secrets of that moment. */
  readonly startMessage: (port: number) => Promise<StartMessage>;
  readonly lock: Pick<SidecarLock, 'take' | 'release'>;
  readonly findFreePort: (after: number) => Promise<number | undefined>;
  /** Each line that the sidecar writes. */
  readonly onLine: (line: string) => void;
  readonly onGaveUp: (reason: CrashReason, lastLines: readonly string[]) => void;
  readonly now?: () => number;
}

export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #now: () => number;
  readonly #listeners = new Listeners<SidecarState>();
  #machine: Machine;
  #child: ChildLink | undefined;
  #ready: ReadyMessage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;
  #lastLines: string[] = [];
  #unlocked: Promise<void> = Promise.resolve();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => Date.now());
    this.#machine = initialMachine(parts.port, this.#now());
  }

  get state(): SidecarState {
    return this.#machine.state;
  }

  /** What the running child said of itself; undefined when none of ours runs. */
  get ready(): ReadyMessage | undefined {
    return this.#ready;
  }

  onState(listener: (state: SidecarState) => void): () => void {
    return this.#listeners.add(listener);
  }

  start(): void {
    this.#tell({ type: 'start' });
  }

  stop(): void {
    this.#tell({ type: 'stop' });
  }

  restart(): void {
    this.#tell({ type: 'restart' });
  }

  changePort(port: number): void {
    this.#tell({ type: 'port-changed', port });
  }

  /** Uses the sidecar that holds the port. */
  attach(): void {
    const { state } = this.#machine;
    if (state.name !== 'port-blocked' || state.holder.kind !== 'sidecar') return;
    const mcpUrl = `http://localhost:${state.port}${this.#parts.basePath}/sse`;
    this.#tell({ type: 'attach', pid: state.holder.pid, mcpUrl });
  }

  /** Ends the sidecar that holds the port and starts ours; rejects with `sidecar-not-ended`. */
  async replace(): Promise<void> {
    const { state } = this.#machine;
    const isOther = (state.name === 'port-blocked' && state.holder.kind === 'sidecar') || (state.name === 'running' && state.attached);
    if (!isOther) return;
    await endSidecarAt(state.port);
    this.#tell({ type: 'restart' });
  }

  /** Hands changed profiles to the running child; one that starts later gets them with its configuration. */
  sendProfiles(profiles: Record<string, unknown>, defaultProfile: string): void {
    if (this.#ready !== undefined) this.#child?.send({ type: 'profiles-changed', profiles, defaultProfile });
  }

  /** Hands a changed policy to the running child; one that starts later gets it with its configuration. */
  sendPolicy(policy: PolicyView): void {
    if (this.#ready !== undefined) this.#child?.send({ type: 'policy-changed', policy: { ...policy } });
  }

  async tryProfile(profile: Record<string, unknown>): Promise<ProfileTrial> {
    if (this.#child === undefined || this.#ready === undefined) throw new AppError('sidecar-not-running');
    return this.#child.tryProfile(profile);
  }

  /** Resolves once no process of ours is left. */
  async shutdown(): Promise<void> {
    const stopped = Promise.withResolvers<void>();
    const done = this.onState(({ name }) => name === 'stopped' && stopped.resolve());
    this.stop();
    if (this.state.name === 'stopped') stopped.resolve();
    await stopped.promise;
    await this.#unlocked;
    done();
  }

  #tell(event: MachineEvent): void {
    const before = this.#machine.state;
    const { machine, effects } = step(this.#machine, event, this.#now());
    this.#machine = machine;
    for (const effect of effects) this.#run(effect);
    if (machine.state === before) return;
    this.#lookAfterAttached();
    this.#listeners.tell(machine.state);
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case 'spawn':
        this.#spawn(effect.port);
        return;
      case 'say-stop':
        this.#child?.send({ type: 'stop' });
        return;
      case 'kill':
        this.#child?.kill();
        return;
      case 'set-timer':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#tell({ type: 'timer' }), effect.ms);
        return;
      case 'clear-timer':
        clearTimeout(this.#timer);
        return;
      case 'find-free-port':
        void this.#parts.findFreePort(effect.after).then((port) => port !== undefined && this.#tell({ type: 'free-port-found', port }));
        return;
      case 'gave-up':
        this.#parts.onGaveUp(effect.reason, effect.lastLines);
    }
  }

  #spawn(port: number): void {
    const { fork, startMessage, lock, onLine } = this.#parts;
    this.#lastLines = [];
    this.#child = openChildLink({
      fork,
      startMessage: () => startMessage(port),
      onLine: (line) => {
        this.#lastLines = [...this.#lastLines, line].slice(-LAST_LINES);
        onLine(line);
      },
      onReady: (ready) => {
        this.#ready = ready;
        void lock.take(ready.pid, ready.port);
        this.#tell({ type: 'child-ready', port: ready.port, pid: ready.pid, mcpUrl: ready.mcpUrl });
      },
      onFailed: (failure) => this.#tell({ type: 'child-failed', failure }),
      onExit: (code) => {
        this.#child = undefined;
        this.#ready = undefined;
        this.#unlocked = lock.release();
        this.#tell({ type: 'child-exited', code, lastLines: this.#lastLines });
      },
    });
  }

  /** A sidecar that is only used tells nobody when it ends. */
  #lookAfterAttached(): void {
    clearInterval(this.#looking);
    const { state } = this.#machine;
    if (state.name !== 'running' || !state.attached) return;
    const look = async (): Promise<void> => {
      if ((await findSidecarAt(state.port)) === undefined && this.#machine.state === state) this.#tell({ type: 'attached-gone' });
    };
    this.#looking = setInterval(() => void look(), LOOK_MS);
  }
}
