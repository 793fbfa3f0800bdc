/** How often each tool was called, with which outcome; fed by the activity record, read by the metrics. */
import type { ActivityEntry } from '../admin/schema.ts';

export interface ToolCallCount {
  readonly tool: string;
  readonly outcome: ActivityEntry['outcome'];
  readonly calls: number;
}

/** Tools are named by callers: what is not a tool of ours must not become a label. */
const MAX_TOOLS = 100;

export class ToolCallCounts {
  readonly #counts = new Map<string, ToolCallCount>();

  get all(): ToolCallCount[] {
    return [...this.#counts.values()];
  }

  count({ tool, outcome }: Pick<ActivityEntry, 'tool' | 'outcome'>): void {
    const name = this.#counts.size < MAX_TOOLS || this.#counts.has(`${tool} ${outcome}`) ? tool : 'other';
    const key = `${name} ${outcome}`;
    this.#counts.set(key, { tool: name, outcome, calls: (this.#counts.get(key)?.calls ?? 0) + 1 });
  }
}
