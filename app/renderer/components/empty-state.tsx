/**
 * What stands where nothing is yet: what would stand here, and the one action that brings it. Also the face of the stopped and
 * failed states, which differ in icon and words only.
 */
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import './empty-state.css';

interface EmptyStateProps {
  readonly icon: TablerIcon;
  readonly tone?: 'plain' | 'bad';
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Icon, tone = 'plain', title, children, action }: EmptyStateProps) {
  return (
    <div className={`empty-state empty-state--${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <span className="empty-state__icon">
        <Icon size={28} stroke={1.5} aria-hidden />
      </span>
      <h2 className="empty-state__title">{title}</h2>
      {children !== undefined && <div className="empty-state__text">{children}</div>}
      {action !== undefined && <div className="empty-state__action">{action}</div>}
    </div>
  );
}
