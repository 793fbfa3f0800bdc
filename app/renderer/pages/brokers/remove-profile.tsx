/** Deletes a profile after asking. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { Dialog } from '../../components/dialog.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';

interface RemoveProfileProps {
  readonly name: string;
  readonly remove: (name: string) => Promise<void>;
}

export function RemoveProfile({ name, remove }: RemoveProfileProps) {
  const { t } = useLanguage();
  const [opened, { open, close }] = useDisclosure(false);
  const removal = useAction(async () => {
    await remove(name);
    close();
  });
  return (
    <>
      <Tooltip label={t('common.delete')}>
        <ActionIcon size={24} aria-label={t('profiles.deleteNamed', { name })} onClick={open}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={close} title={t('profiles.deleteTitle', { name })}>
        <p>{t('profiles.deleteText')}</p>
        <div className="dialog__actions">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button variant="filled" color="danger" loading={removal.pending} onClick={() => void removal.run()}>
            {t('common.delete')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
