/**
 * The chip at the top right of every page: how the sidecar is, with its port; on the desktop it opens start, stop and
 * restart. In a browser it says the same and offers the address to copy.
 */
import { Menu } from '@mantine/core';
import { IconChevronDown, IconCopy, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useApi } from '../context/api.tsx';
import { useAvailability, useDashboard } from '../context/dashboard.tsx';
import { useLanguage } from '../context/preferences.tsx';
import { useAction } from '../hooks/use-action.ts';
import { StateMark } from '../components/state-mark.tsx';
import { describeAvailability } from './describe-availability.ts';
import './state-chip.css';

export function StateChip() {
  const { t } = useLanguage();
  const availability = useAvailability();
  const { sidecar } = useDashboard();
  const { desktop } = useApi();
  const { tone, labelKey } = describeAvailability(availability);
  const snapshot = 'snapshot' in availability ? availability.snapshot : null;
  const port = sidecar !== null && 'port' in sidecar ? sidecar.port : snapshot?.server.port;
  const label = t(labelKey);

  return (
    <Menu>
      <Menu.Target>
        <button
          type="button"
          className="state-chip"
          aria-label={t('state.chip', { state: port === undefined ? label : `${label} · ${port}` })}
        >
          <StateMark tone={tone} />
          <span>{label}</span>
          {port !== undefined && <span className="state-chip__port numeric">{port}</span>}
          <IconChevronDown size={14} stroke={1.8} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {desktop !== undefined && <ProcessItems isUp={sidecar?.name === 'running' || sidecar?.name === 'starting'} />}
        <CopyItem url={snapshot?.server.mcpUrl} />
      </Menu.Dropdown>
    </Menu>
  );
}

function ProcessItems({ isUp }: { readonly isUp: boolean }) {
  const { t } = useLanguage();
  const { desktop } = useApi();
  const start = useAction(async () => desktop?.sidecar.start());
  const stop = useAction(async () => desktop?.sidecar.stop());
  const restart = useAction(async () => desktop?.sidecar.restart());
  if (!isUp) {
    return (
      <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => void start.run()}>
        {t('sidecar.start')}
      </Menu.Item>
    );
  }
  return (
    <>
      <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => void restart.run()}>
        {t('sidecar.restart')}
      </Menu.Item>
      <Menu.Item leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={() => void stop.run()}>
        {t('sidecar.stop')}
      </Menu.Item>
    </>
  );
}

function CopyItem({ url }: { readonly url: string | undefined }) {
  const { t } = useLanguage();
  const api = useApi();
  const copy = useAction(() => api.copyText(url ?? ''));
  return (
    <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} disabled={url === undefined} onClick={() => void copy.run()}>
      {t('sidecar.copyUrl')}
    </Menu.Item>
  );
}
