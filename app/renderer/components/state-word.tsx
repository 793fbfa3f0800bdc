/** A state as mark and word, as it stands in tables and cards. */
import type { Tone } from './tone.ts';
import { StateMark } from './state-mark.tsx';

export function StateWord({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className="row state-word">
      <StateMark tone={tone} />
      <span className="ellipsis">{children}</span>
    </span>
  );
}
