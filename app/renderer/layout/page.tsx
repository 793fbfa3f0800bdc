/**
 * One page: its title, at most one primary action, the state chip, and the content below. Every page is made of it, so that
 * the three stand at the same place everywhere.
 */
import type { ReactNode } from 'react';
import { StateChip } from './state-chip.tsx';
import './page.css';

interface PageProps {
  readonly title: string;
  /** The primary action. */
  readonly action?: ReactNode;
  /** The content takes the height that is left and scrolls inside (lists), instead of the page. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, action, fill = false, children }: PageProps) {
  return (
    <div className={fill ? 'page page--fill' : 'page'}>
      <header className="page__head">
        <h1 className="page__title" tabIndex={-1}>
          {title}
        </h1>
        <div className="page__actions">
          {action}
          <StateChip />
        </div>
      </header>
      <div className="page__body">{children}</div>
    </div>
  );
}
