/** Something was changed that the running sidecar does not know yet. */
import { Button } from '@mantine/core';
import { Notice } from '../../components/notice.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';

export function RestartNotice() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const restart = useAction(async () => desktop?.sidecar.restart());
  return (
    <Notice
      tone="info"
      title={t('settings.restartNeeded')}
      action={
        <Button loading={restart.pending} onClick={() => void restart.run()}>
          {t('sidecar.restart')}
        </Button>
      }
    >
      {t('settings.restartNeededText')}
    </Notice>
  );
}
