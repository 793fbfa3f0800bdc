/** What an assistant wants to do, in words and in full: action, tool, topic or broker, and the message. */
import type { ApprovalView } from '../../../../sidecar/admin/schema.ts';
import { Facts, type Fact } from '../../components/facts.tsx';
import { JsonTree } from '../../components/json-tree.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import type { Translate } from '../../i18n/translate.ts';

type Asked = ApprovalView['asked'];

export function ApprovalDetails({ approval }: { readonly approval: ApprovalView }) {
  const { t } = useLanguage();
  const { asked, tool } = approval;
  return (
    <>
      <p className="approvals__wish">{wishOf(asked, tool, t)}</p>
      <Facts facts={[...factsOf(asked, t), { name: t('approval.tool'), value: tool }]} />
      {asked.action === 'publish' && <Payload payload={asked.payload} />}
      {asked.action === 'call' && (
        <section aria-label={t('approval.arguments')}>
          <p className="meta">{t('approval.arguments')}</p>
          <JsonTree value={asked.arguments} />
        </section>
      )}
    </>
  );
}

function Payload({ payload }: { readonly payload: Extract<Asked, { action: 'publish' }>['payload'] }) {
  const { t } = useLanguage();
  return (
    <section aria-label={t('approval.payload')}>
      <p className="meta">{t(payload.encoding === 'hex' ? 'approval.payloadHex' : 'approval.payload')}</p>
      <pre className="approvals__payload mono">{payload.bytes === 0 ? t('approval.emptyPayload') : payload.text}</pre>
      {payload.isCut && <p className="meta">{t('approval.cut', { count: payload.bytes })}</p>}
    </section>
  );
}

function wishOf(asked: Asked, tool: string, t: Translate): string {
  if (asked.action === 'call') return t('approval.call', { tool });
  if (asked.action !== 'publish') return t(`approval.${asked.action}`);
  if (asked.isWill) return t('approval.will');
  return asked.retain && asked.payload.bytes === 0 ? t('approval.clear') : t('approval.publish');
}

function factsOf(asked: Asked, t: Translate): Fact[] {
  if (asked.action === 'call') return [];
  if (asked.action === 'connect') return [{ name: t('approval.broker'), value: <span className="mono">{asked.broker}</span> }];
  const { topic, qos } = asked;
  const isKept = asked.action === 'publish' && asked.retain;
  return [
    { name: t('approval.topic'), value: <span className="mono approvals__topic">{topic}</span> },
    { name: t('approval.delivery'), value: isKept ? t('approval.qosRetained', { qos }) : `QoS ${qos}` },
  ];
}
