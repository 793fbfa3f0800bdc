import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../../scripts/duration.ts';
import { chooseSteps, runSteps, type Step } from '../../../scripts/test/steps.ts';

function recorder() {
  const ran: string[] = [];
  const step = (name: string, passes: boolean, needs: readonly string[] = []): Step => ({
    name,
    needs,
    run: () => {
      ran.push(name);
      return Promise.resolve(passes);
    },
  });
  return { ran, step };
}

const silent = (): void => undefined;
const results = async (steps: readonly Step[], signal?: AbortSignal) =>
  (await runSteps(steps, silent, signal)).map(({ name, result }) => `${name}: ${result}`);

describe('chooseSteps', () => {
  const { step } = recorder();
  const steps = [step('check', true), step('unit', true), step('e2e', true)];
  const chosen = (...names: string[]) => chooseSteps(steps, names).map(({ name }) => name);

  it('takes every step, the specs of page and desktop included, unless some are named', () => {
    expect(chosen()).toEqual(['check', 'unit', 'e2e']);
    expect(chosen('e2e', 'check')).toEqual(['check', 'e2e']);
    expect(chosen('nothing')).toEqual([]);
  });
});

describe('runSteps', () => {
  it('runs what can still tell something after a step failed', async () => {
    const { ran, step } = recorder();
    expect(await results([step('check', false), step('unit', true)])).toEqual(['check: failed', 'unit: passed']);
    expect(ran).toEqual(['check', 'unit']);
  });

  it('leaves out what needs a step that failed, and what needs that in turn', async () => {
    const { ran, step } = recorder();
    const steps = [step('packages', false), step('integration', true, ['packages']), step('report', true, ['integration'])];
    expect(await results(steps)).toEqual(['packages: failed', 'integration: left out', 'report: left out']);
    expect(ran).toEqual(['packages']);
  });

  it('runs a step whose needed step was not asked for', async () => {
    const { step } = recorder();
    expect(await results([step('integration', true, ['packages'])])).toEqual(['integration: passed']);
  });

  it('begins nothing more once it was interrupted', async () => {
    const { step } = recorder();
    const interrupted = new AbortController();
    const last: Step = {
      name: 'check',
      run: () => {
        interrupted.abort();
        return Promise.resolve(false);
      },
    };
    expect(await results([last, step('unit', true)], interrupted.signal)).toEqual(['check: failed', 'unit: left out']);
  });

  it('prints where a step begins and how it ended', async () => {
    const { step } = recorder();
    const lines: string[] = [];
    await runSteps([step('check', false)], (line) => lines.push(line));
    expect(lines[0]).toBe('\n== check');
    expect(lines[1]).toMatch(/^== check FAILED in /);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [1_234, '1.2 s'],
    [59_400, '59 s'],
    [125_000, '2 min 5 s'],
  ])('writes %i ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
