/**
 * A button for what cannot be taken back: asks first, names the thing, and keeps the dialog open while it is being done.
 */
import { Button, type ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useLanguage } from '../context/preferences.tsx';
import type { Action } from '../hooks/use-action.ts';
import { Dialog } from './dialog.tsx';

interface ConfirmButtonProps {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action: Action<[]>;
  readonly variant?: NonNullable<ButtonProps['variant']>;
}

export function ConfirmButton({ label, icon, title, text, action, variant = 'default' }: ConfirmButtonProps) {
  const { t } = useLanguage();
  const [opened, { open, close }] = useDisclosure(false);
  const confirm = async () => {
    if (await action.run()) close();
  };
  return (
    <>
      <Button variant={variant} color="danger" leftSection={icon} onClick={open}>
        {label}
      </Button>
      <Dialog opened={opened} onClose={close} title={title}>
        <p>{text}</p>
        <div className="dialog__actions">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button variant="filled" color="danger" loading={action.pending} onClick={() => void confirm()}>
            {label}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
