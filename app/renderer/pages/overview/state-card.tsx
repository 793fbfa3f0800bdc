/** How the sidecar is, in large; start, stop and restart; the address that clients need. */
import { Button } from '@mantine/core';
import { IconBraces, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useApi } from '../../context/api.tsx';
import { useNow } from '../../context/clock.tsx';
import { useAvailability } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatSpan } from '../../format/time.ts';
import { useAction } from '../../hooks/use-action.ts';
import { describeAvailability } from '../../layout/describe-availability.ts';
import { mcpServersSnippet } from '../../model/snippet.ts';
import './state-card.css';

export function StateCard({ snapshot }: { readonly snapshot: AdminSnapshot }) {
  const { t, locale } = useLanguage();
  const { desktop } = useApi();
  const { tone, labelKey } = describeAvailability(useAvailability());
  const now = useNow();
  const { server } = snapshot;

  return (
    <section className="state-card" aria-label={t('overview.state')}>
      <div className="state-card__state">
        <StateMark tone={tone} size={28} />
        <div>
          <p className="state-card__word">{t(labelKey)}</p>
          <p className="meta numeric">
            {t('overview.since', { span: formatSpan(now - server.startedAt, locale), version: server.version })}
          </p>
        </div>
        {desktop !== undefined && <ProcessButtons />}
      </div>
      <div className="state-card__address">
        <div className="state-card__url">
          <span className="meta">{t('overview.mcpUrl')}</span>
          <code className="mono state-card__code">{server.mcpUrl}</code>
          <CopyButton text={server.mcpUrl} label={t('sidecar.copyUrl')} />
        </div>
        <SnippetButton url={server.mcpUrl} />
      </div>
    </section>
  );
}

function ProcessButtons() {
  const { t } = useLanguage();
  const { desktop } = useApi();
  const restart = useAction(async () => desktop?.sidecar.restart());
  const stop = useAction(async () => desktop?.sidecar.stop());
  return (
    <div className="row push">
      <Button leftSection={<IconRefresh size={16} aria-hidden />} loading={restart.pending} onClick={() => void restart.run()}>
        {t('sidecar.restart')}
      </Button>
      <Button leftSection={<IconPlayerStop size={16} aria-hidden />} loading={stop.pending} onClick={() => void stop.run()}>
        {t('sidecar.stop')}
      </Button>
    </div>
  );
}

function SnippetButton({ url }: { readonly url: string }) {
  const { t } = useLanguage();
  const api = useApi();
  const copy = useAction(() => api.copyText(mcpServersSnippet(url)));
  return (
    <Button className="flush-end" variant="subtle" leftSection={<IconBraces size={16} aria-hidden />} onClick={() => void copy.run()}>
      {t('overview.copySnippet')}
    </Button>
  );
}
