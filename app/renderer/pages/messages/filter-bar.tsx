/** What is watched: topic filter and broker; pause and clear. */
import { Button, Select, TextInput } from '@mantine/core';
import { IconEraser, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { useLanguage } from '../../context/preferences.tsx';
import { connectionChoices } from '../../model/connection-choices.ts';

interface FilterBarProps {
  readonly snapshot: AdminSnapshot;
  readonly filter: string;
  readonly problem: string | null;
  readonly connection: string;
  readonly isPaused: boolean;
  readonly onFilter: (filter: string) => void;
  readonly onConnection: (connection: string) => void;
  readonly onPause: (isPaused: boolean) => void;
  readonly onClear: () => void;
}

export function FilterBar(props: FilterBarProps) {
  const { t } = useLanguage();
  const { snapshot, filter, problem, connection, isPaused, onFilter, onConnection, onPause, onClear } = props;
  return (
    <div className="messages__bar" role="search">
      <TextInput
        className="messages__filter"
        aria-label={t('messages.filter')}
        placeholder={t('messages.filter')}
        value={filter}
        error={problem}
        spellCheck={false}
        onChange={(event) => onFilter(event.currentTarget.value)}
      />
      <Select
        className="messages__broker"
        aria-label={t('messages.broker')}
        data={connectionChoices(snapshot, connection, t)}
        value={connection}
        onChange={(value) => onConnection(value ?? '')}
      />
      <Button
        leftSection={isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
        aria-pressed={isPaused}
        onClick={() => onPause(!isPaused)}
      >
        {isPaused ? t('messages.resume') : t('messages.pause')}
      </Button>
      <Button leftSection={<IconEraser size={16} aria-hidden />} onClick={onClear}>
        {t('messages.clear')}
      </Button>
    </div>
  );
}
