/**
 * A line of advice above the content: what is the matter, and a button that does something about it.
 */
import type { ReactNode } from 'react';
import { StateMark } from './state-mark.tsx';
import type { Tone } from './tone.ts';
import './notice.css';

interface NoticeProps {
  readonly tone: Extract<Tone, 'info' | 'warning' | 'bad' | 'good'>;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div className={`notice notice--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <StateMark tone={tone} size={16} />
      <div className="notice__text">
        <p className="notice__title">{title}</p>
        {children !== undefined && <div className="notice__body">{children}</div>}
      </div>
      {action !== undefined && action !== false && <div className="notice__action">{action}</div>}
    </div>
  );
}
