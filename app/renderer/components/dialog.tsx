/** Mantine's modal with a close button that has a name in the person's language. */
import { Modal, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage } from '../context/preferences.tsx';
import './dialog.css';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size?: NonNullable<ModalProps['size']>;
  readonly children: ReactNode;
}

export function Dialog({ opened, onClose, title, size = 480, children }: DialogProps) {
  const { t } = useLanguage();
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div className="dialog stack">{children}</div>
    </Modal>
  );
}
