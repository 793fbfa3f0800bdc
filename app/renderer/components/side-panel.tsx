/** Mantine's drawer for the details of a row: a title, and sections below. */
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage } from '../context/preferences.tsx';
import './side-panel.css';

interface SidePanelProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
}

export function SidePanel({ opened, onClose, title, children }: SidePanelProps) {
  const { t } = useLanguage();
  return (
    <Drawer opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div className="stack side-panel">{children}</div>
    </Drawer>
  );
}

export function PanelSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="panel-section">
      <h3 className="panel-section__title">{title}</h3>
      {children}
    </section>
  );
}
