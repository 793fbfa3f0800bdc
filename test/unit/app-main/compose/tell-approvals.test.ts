import { beforeEach, describe, expect, it } from 'vitest';
import { tellApprovals } from '../../../../app/main/compose/tell-approvals.ts';
import { createTranslate } from '../../../../app/main/i18n/translate.ts';
import { Listeners } from '../../../../app/main/listeners.ts';
import { followApprovals } from '../../../../app/main/sidecar/live-approvals.ts';
import type { AdminEvent } from '../../../../app/shared/ipc/admin.ts';
import type { SidecarState } from '../../../../app/shared/ipc/sidecar.ts';
import { approvalView } from '../../../../sidecar/admin/approval-view.ts';
import { Approvals } from '../../../../sidecar/policy/approvals.ts';
import type { AskedAction, Question } from '../../../../sidecar/policy/question.ts';
import { demoSnapshot } from '../../../support/demo/snapshot.ts';

const PUBLISH: AskedAction = { action: 'publish', topic: 'line/3/setpoint', qos: 1, retain: false, payload: Buffer.from('74.5') };

/** The sidecar's own questions, as its admin API tells of them. */
class Questions {
  readonly events = new Listeners<AdminEvent>();
  readonly #approvals = new Approvals({ isAttended: () => true, now: Date.now });

  constructor() {
    this.#approvals.onChange(() => this.events.tell({ kind: 'change', change: { at: 0, approvals: this.#views() } }));
  }

  /** @returns the function that answers it */
  ask(asked: AskedAction = PUBLISH, more: Partial<Question> = {}): () => void {
    const question = { tool: 'mqttPublish', client: 'MQTTX', principal: 'local', session: null, rule: 1, ...more, asked };
    void this.#approvals.ask(question, 60_000, new AbortController().signal);
    const id = this.#approvals.pending.at(-1)?.id ?? '';
    return () => void this.#approvals.answer(id, 'approved', 'desktop');
  }

  /** As after a cut of the stream. */
  tellAll(): void {
    this.events.tell({ kind: 'snapshot', snapshot: { ...demoSnapshot(0), approvals: this.#views() } });
  }

  #views() {
    return this.#approvals.pending.map(approvalView);
  }
}

describe('notifications of questions', () => {
  let questions = new Questions();
  let shown: { readonly title: string; readonly body: string; readonly onClick?: () => void }[] = [];
  let opened = 0;
  let isWatching = false;
  function listen({ events }: Questions): void {
    const [notify, open] = [(notice: (typeof shown)[number]) => void shown.push(notice), () => void (opened += 1)];
    events.add(tellApprovals({ notify, t: createTranslate('en'), open, isWatching: () => isWatching }));
  }
  beforeEach(() => {
    questions = new Questions();
    [shown, opened, isWatching] = [[], 0, false];
    listen(questions);
  });

  it('say who asks and for what, and open the window', () => {
    questions.ask();
    expect(shown).toMatchObject([
      { title: 'MQTTX waits for your approval', body: 'It wants to publish to line/3/setpoint. Open the window to allow or deny it.' },
    ]);
    shown[0]?.onClick?.();
    expect(opened).toBe(1);
  });

  it.each<[AskedAction, string]>([
    [{ action: 'subscribe', topic: 'staff/#', qos: 0 }, 'It wants to subscribe to staff/#.'],
    [{ action: 'connect', broker: 'broker.lan:1883' }, 'It wants to connect to broker.lan:1883.'],
    [{ action: 'call', arguments: {} }, 'It wants to use mqttPublish.'],
  ])('have words for %o', (asked, words) => {
    questions.ask(asked);
    expect(shown[0]?.body).toContain(words);
  });

  it('name the principal where the client gave no name', () => {
    questions.ask(PUBLISH, { client: null, principal: 'anna' });
    expect(shown[0]?.title).toBe('anna waits for your approval');
  });

  it('come once for each question, also when all are told anew', () => {
    const answer = questions.ask();
    questions.ask({ action: 'subscribe', topic: 'b', qos: 0 });
    questions.tellAll();
    answer();
    questions.tellAll();
    expect(shown.map(({ body }) => body.split('.')[0])).toEqual(['It wants to publish to line/3/setpoint', 'It wants to subscribe to b']);
  });

  it('come for what waited before they were told of anything', () => {
    const waiting = new Questions();
    waiting.ask();
    listen(waiting);
    waiting.events.tell({ kind: 'change', change: { at: 0 } });
    expect(shown).toEqual([]);
    waiting.tellAll();
    expect(shown).toHaveLength(1);
  });

  it('do not come for what the person sees in the window already, not even later', () => {
    isWatching = true;
    questions.ask();
    isWatching = false;
    questions.tellAll();
    expect(shown).toEqual([]);
  });
});

describe('how many questions wait', () => {
  it('is told when it changes, and none wait once the sidecar has gone', () => {
    const questions = new Questions();
    const states = new Listeners<SidecarState>();
    const live = followApprovals({ watch: (heard) => questions.events.add(heard), onState: (heard) => states.add(heard) });
    const heard: number[] = [];
    live.onChange((waiting) => heard.push(waiting));
    const answer = questions.ask();
    questions.tellAll();
    questions.ask();
    questions.events.tell({ kind: 'change', change: { at: 0 } });
    answer();
    expect(heard).toEqual([1, 2, 1]);
    states.tell({ name: 'running', since: 1, port: 4000, pid: 7, mcpUrl: '', attached: false });
    expect(live.waiting).toBe(1);
    states.tell({ name: 'stopping', since: 2 });
    expect(heard).toEqual([1, 2, 1, 0]);
  });
});
