/**
 * What the user has to do after a change, so that the client takes it up. Pure: a code to translate by and a sentence in English,
 * from the definition and whether the client runs.
 */
import type { NextStep } from './schemas.ts';
import type { ClientDefinition } from './types.ts';

/** @param running null where that is not known */
export function nextStepAfterChange({ name, pickup }: ClientDefinition, running: boolean | null): NextStep {
  const { code, text } = step(name, pickup.kind, running);
  return { code, text: pickup.note === undefined || code === 'start' ? text : `${text} ${pickup.note}` };
}

export const nothingToDo: NextStep = { code: 'nothing', text: 'Nothing has to be done.' };

function step(name: string, kind: ClientDefinition['pickup']['kind'], running: boolean | null): NextStep {
  switch (kind) {
    case 'new-session':
      return { code: 'new-session', text: `Start a new session of ${name}; sessions that are open keep their servers.` };
    case 'automatic':
      return { code: 'nothing', text: `${name} takes up the change by itself.` };
    case 'confirm':
      return { code: 'confirm', text: `${name} takes up the change by itself.` };
    case 'restart':
      if (running === false) return { code: 'start', text: `The change takes effect when ${name} is started.` };
      if (running === true) return { code: 'restart', text: `${name} is running: quit it and start it again.` };
      return { code: 'restart-if-running', text: `If ${name} is running, quit it and start it again.` };
  }
}
