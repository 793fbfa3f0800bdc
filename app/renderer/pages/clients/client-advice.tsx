/** What a person should know about a client: that it is done and what comes next, what differs, or why it can't be edited. */
import type { ApplyResult, ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { Notice } from '../../components/notice.tsx';
import { usePreferences } from '../../context/preferences.tsx';
import type { Translate } from '../../i18n/translate.ts';
import { nextStepText, refusalText } from '../../model/client.ts';

export function ClientAdvice({ client, result }: { readonly client: ClientStatus; readonly result: ApplyResult | null }) {
  const { t, locale } = usePreferences();
  const { name, refusal, state } = client;
  if (refusal !== null) {
    const { title, hint, detail } = refusalText(refusal, t);
    return (
      <Notice tone="bad" title={title}>
        <p>{hint}</p>
        <p className="meta">{detail}</p>
      </Notice>
    );
  }
  if (result !== null && state === 'configured') {
    return (
      <Notice tone="good" title={doneTitle(result, t)}>
        {result.nextStep.code === 'nothing' ? null : nextStepText(result.nextStep, name, locale, t)}
      </Notice>
    );
  }
  return <p className="client-card__text">{t(`clientText.${state}`, { name })}</p>;
}

/** "Now" is said only where nothing is left to be done first. */
function doneTitle({ client, name, nextStep }: ApplyResult, t: Translate): string {
  if (nextStep.code === 'restart' || nextStep.code === 'confirm') return t('clients.almostDone', { name });
  return client === 'mqttx' ? t('clients.doneMqttx') : t('clients.done', { name });
}
