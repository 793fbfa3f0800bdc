/** One step of the first run: its number, or a tick when it is done. */
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLanguage } from '../../context/preferences.tsx';

interface StepProps {
  readonly number: number;
  readonly isDone: boolean;
  readonly title: string;
  readonly children: ReactNode;
}

export function Step({ number, isDone, title, children }: StepProps) {
  const { t } = useLanguage();
  return (
    <li className={isDone ? 'step step--done' : 'step'}>
      <span className="step__number numeric" aria-hidden>
        {isDone ? <IconCheck size={16} stroke={2.5} /> : number}
      </span>
      <div className="step__content stack stack--tight">
        <h2 className="step__title">
          {title}
          {isDone && <span className="visually-hidden"> ({t('welcome.stepDone')})</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
