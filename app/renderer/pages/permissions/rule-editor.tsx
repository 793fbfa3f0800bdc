/** The dialog in which a rule is made or changed. */
import { Autocomplete, Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { PolicyView } from '../../../../sidecar/admin/schema.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { ACTIONS, DECISIONS, draftOfRule, NEW_RULE, type RuleDraft, ruleOf, topicProblem, withRule } from '../../model/policy-draft.ts';
import type { PolicyState } from './use-policy.ts';

/** Suggestions; any other name can be written. */
const TOOLS = ['mqttConnect', 'mqttSubscribe', 'mqttPublish', 'mqttPublishMany', 'mqttRequest', 'mqttReadMessages', 'mqttDisconnect'];

interface RuleEditorProps {
  readonly policy: PolicyView;
  /** The rule that is edited, past the end for a new one; null while none is. */
  readonly index: number | null;
  readonly save: PolicyState['save'];
  readonly onClose: () => void;
}

export function RuleEditor({ policy, index, save, onClose }: RuleEditorProps) {
  const { t } = useLanguage();
  const rule = index === null ? undefined : policy.rules[index];
  const title = rule === undefined ? t('permissions.addTitle') : t('permissions.editTitle', { number: (index ?? 0) + 1 });
  return (
    <Dialog opened={index !== null} onClose={onClose} title={title}>
      {index !== null && (
        <RuleForm
          first={rule === undefined ? NEW_RULE : draftOfRule(rule)}
          pending={save.pending}
          onClose={onClose}
          onSave={async (draft) => {
            if (await save.run(withRule(policy, index, ruleOf(draft)))) onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface RuleFormProps {
  readonly first: RuleDraft;
  readonly pending: boolean;
  readonly onClose: () => void;
  readonly onSave: (draft: RuleDraft) => Promise<void>;
}

function RuleForm({ first, pending, onClose, onSave }: RuleFormProps) {
  const { t } = useLanguage();
  const [draft, setDraft] = useState(first);
  const [showsProblems, setShowsProblems] = useState(false);
  const problem = topicProblem(draft);
  const change = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setShowsProblems(true);
    if (problem === null) void onSave(draft);
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <SegmentedControl
        fullWidth
        aria-label={t('permissions.decision')}
        data={DECISIONS.map((decision) => ({ value: decision, label: t(`decision.${decision}`) }))}
        value={draft.decision}
        onChange={(decision) => change({ decision })}
      />
      <Select
        label={t('permissions.action')}
        data={[
          { value: '', label: t('permissions.anyAction') },
          ...ACTIONS.map((action) => ({ value: action, label: t(`action.${action}`) })),
        ]}
        value={draft.action ?? ''}
        onChange={(value) => change({ action: ACTIONS.find((action) => action === value) ?? null })}
      />
      <TextInput
        label={t('permissions.topic')}
        description={t('permissions.topicHelp')}
        placeholder={t('permissions.anyTopic')}
        error={showsProblems && problem !== null && t(`permissions.${problem}`)}
        value={draft.topic}
        data-autofocus
        onChange={(event) => change({ topic: event.currentTarget.value })}
      />
      <Autocomplete
        label={t('permissions.tool')}
        placeholder={t('permissions.anyTool')}
        data={TOOLS}
        value={draft.tool}
        onChange={(tool) => change({ tool })}
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="filled" loading={pending}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}
