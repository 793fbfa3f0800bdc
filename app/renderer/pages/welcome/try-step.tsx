/** Step three: a sentence to say to the assistant, and the calls as they come in. */
import type { ActivityEntry } from '../../../../sidecar/admin/schema.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { argumentSummary, outcomeTone } from '../../model/activity.ts';
import '../../components/panel-list.css';
import { Step } from './step.tsx';

const SHOWN = 5;

export function TryStep({ calls }: { readonly calls: readonly ActivityEntry[] }) {
  const { t } = useLanguage();
  const sentence = t('welcome.sentence');
  return (
    <Step number={3} isDone={calls.length > 0} title={t('welcome.try')}>
      <div className="welcome__sentence">
        <q className="grow">{sentence}</q>
        <CopyButton text={sentence} label={t('common.copy')} />
      </div>
      {calls.length === 0 ? (
        <p className="row meta" role="status">
          <StateMark tone="busy" /> {t('welcome.waiting')}
        </p>
      ) : (
        <ul className="panel-list" aria-label={t('nav.activity')}>
          {calls.slice(0, SHOWN).map((entry) => (
            <li className="panel-list__line" key={entry.id}>
              <StateMark tone={outcomeTone(entry)} />
              <span>{entry.tool}</span>
              <span className="grow">
                <Topic>{argumentSummary(entry)}</Topic>
              </span>
              <span className="meta">{entry.client ?? entry.principal}</span>
            </li>
          ))}
        </ul>
      )}
    </Step>
  );
}
