/** What a person should know about a client: that it is done and what comes next, what differs, or why it can't be edited. */
import type { ApplyResult, ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { Notice } from '../../components/notice.tsx';
import { usePreferences } from '../../context/preferences.tsx';
import { textOf } from '../../i18n/failure-text.ts';
import { nextStepText } from '../../model/client.ts';

export function ClientAdvice({ client, result }: { readonly client: ClientStatus; readonly result: ApplyResult | null }) {
  const { t, locale } = usePreferences();
  const { name, refusal, state } = client;
  if (refusal !== null) {
    return (
      <Notice tone="bad" title={textOf(`refusal.${refusal.code}`, t) ?? refusal.reason}>
        {textOf(`refusalHint.${refusal.code}`, t) ?? refusal.hint}
      </Notice>
    );
  }
  if (result !== null && state === 'configured') {
    const title = client.client === 'mqttx' ? t('clients.doneMqttx') : t('clients.done', { name });
    return (
      <Notice tone="good" title={title}>
        {result.nextStep.code === 'nothing' ? null : nextStepText(result.nextStep, name, locale, t)}
      </Notice>
    );
  }
  return <p className="client-card__text">{t(`clientText.${state}`, { name })}</p>;
}
