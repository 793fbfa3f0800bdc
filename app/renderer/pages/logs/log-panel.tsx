/** One log entry in full, with its context, ready to be copied into a report. */
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { JsonTree } from '../../components/json-tree.tsx';
import { PanelSection, SidePanel } from '../../components/side-panel.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { formatExact } from '../../format/time.ts';
import { LEVEL_TONES } from './log-columns.tsx';
import type { KeyedLogEntry } from './use-logs.ts';

export function LogPanel({ entry, onClose }: { readonly entry: KeyedLogEntry | null; readonly onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <SidePanel opened={entry !== null} onClose={onClose} title={t('logs.entry')}>
      {entry !== null && <LogDetails entry={entry} />}
    </SidePanel>
  );
}

function LogDetails({ entry }: { readonly entry: KeyedLogEntry }) {
  const { t, locale } = useLanguage();
  const { at, context, level, message, scope, source } = entry;
  return (
    <>
      <div className="row logs__message">
        <p className="grow mono">{message}</p>
        <CopyButton text={JSON.stringify({ at, level, source, scope, message, context })} label={t('common.copy')} />
      </div>
      <Facts
        facts={[
          { name: t('logs.time'), value: formatExact(at, locale) },
          { name: t('logs.level'), value: <StateWord tone={LEVEL_TONES[level]}>{t(`logs.level.${level}`)}</StateWord> },
          { name: t('logs.source'), value: t(`logs.source.${source}`) },
          { name: t('logs.scope'), value: scope },
        ]}
      />
      {context !== undefined && (
        <PanelSection title={t('logs.context')}>
          <JsonTree value={context} />
        </PanelSection>
      )}
    </>
  );
}
