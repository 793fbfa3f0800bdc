/** For every other client, and for a browser: the snippet to paste, and the command that does it. */
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useDesktop } from '../../context/api.tsx';
import { useAvailability, useDashboard } from '../../context/dashboard.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { mcpServersSnippet } from '../../model/snippet.ts';

const COMMAND = 'mqttx-sse-server configure mqttx';
const USUAL_URL = 'http://localhost:4000/mqttx/sse';

export function ManualCard() {
  const { t } = useLanguage();
  const desktop = useDesktop();
  const snippet = mcpServersSnippet(useMcpUrl());
  return (
    <Card title={t('clients.manual')} aside={<CopyButton text={snippet} label={t('overview.copySnippet')} />}>
      <div className="stack stack--tight">
        <p>{t('clients.manualText')}</p>
        <pre className="clients__snippet mono">{snippet}</pre>
        {desktop === undefined && (
          <>
            <p>{t('clients.commandText')}</p>
            <div className="row clients__snippet mono">
              <code className="grow">{COMMAND}</code>
              <CopyButton text={COMMAND} label={t('common.copy')} />
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

/** From the running sidecar; while it does not run, from the desktop's state, else the documented one. */
function useMcpUrl(): string {
  const availability = useAvailability();
  const { sidecar } = useDashboard();
  if ('snapshot' in availability) return availability.snapshot.server.mcpUrl;
  return sidecar?.name === 'running' ? sidecar.mcpUrl : USUAL_URL;
}
