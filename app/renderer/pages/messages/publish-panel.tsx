/** The form that publishes a message. It stays open, with what was sent, for the next one. */
import { Button, Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type SubmitEvent, useId, useState } from 'react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { SidePanel } from '../../components/side-panel.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { connectionChoices } from '../../model/connection-choices.ts';
import { EMPTY_PUBLISH, type PublishDraft, publishProblems } from '../../model/publish-draft.ts';
import { PublishOutcome } from './publish-outcome.tsx';
import { usePublish } from './use-publish.ts';
import './publish-panel.css';

interface PublishPanelProps {
  readonly snapshot: AdminSnapshot;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function PublishPanel({ snapshot, opened, onClose }: PublishPanelProps) {
  const { t } = useLanguage();
  const [draft, setDraft] = useState(EMPTY_PUBLISH);
  return (
    <SidePanel opened={opened} onClose={onClose} title={t('publish.title')}>
      <PublishForm snapshot={snapshot} draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} />
    </SidePanel>
  );
}

interface PublishFormProps {
  readonly snapshot: AdminSnapshot;
  readonly draft: PublishDraft;
  readonly onChange: (change: Partial<PublishDraft>) => void;
}

function PublishForm({ snapshot, draft, onChange }: PublishFormProps) {
  const { t } = useLanguage();
  const qosLabel = useId();
  const [showsProblems, setShowsProblems] = useState(false);
  const { publish, pending, published } = usePublish(snapshot);
  const problems = publishProblems(draft);
  const shown = showsProblems ? problems : {};

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setShowsProblems(true);
    if (Object.keys(problems).length === 0) void publish(draft);
  };

  return (
    <form className="stack publish-form" noValidate onSubmit={submit}>
      <Select
        label={t('messages.broker')}
        data={connectionChoices(snapshot, draft.connection, t)}
        value={draft.connection}
        onChange={(connection) => onChange({ connection: connection ?? '' })}
      />
      <TextInput
        label={t('publish.topic')}
        placeholder="demo/hello"
        value={draft.topic}
        error={shown.topic !== undefined && t(`draft.${shown.topic}`)}
        data-autofocus
        spellCheck={false}
        onChange={(event) => onChange({ topic: event.currentTarget.value })}
      />
      <Select
        label={t('publish.encoding')}
        data={
          [
            { value: 'utf8', label: t('payload.text') },
            { value: 'json', label: 'JSON' },
            { value: 'base64', label: 'Base64' },
            { value: 'hex', label: t('payload.hex') },
          ] as const
        }
        value={draft.encoding}
        onChange={(encoding) => encoding !== null && onChange({ encoding })}
      />
      <Textarea
        label={t('publish.payload')}
        rows={8}
        value={draft.payload}
        error={shown.payload !== undefined && t(`draft.${shown.payload}`)}
        spellCheck={false}
        onChange={(event) => onChange({ payload: event.currentTarget.value })}
      />
      <div className="row row--wrap publish-form__options">
        <span id={qosLabel}>QoS</span>
        <SegmentedControl<PublishDraft['qos']>
          aria-labelledby={qosLabel}
          data={['0', '1', '2']}
          value={draft.qos}
          onChange={(qos) => onChange({ qos })}
        />
        <Checkbox
          label={t('publish.retain')}
          checked={draft.retain}
          onChange={(event) => onChange({ retain: event.currentTarget.checked })}
        />
      </div>
      <div className="row">
        <Button type="submit" variant="filled" loading={pending}>
          {t('messages.publish')}
        </Button>
        <PublishOutcome published={published} />
      </div>
    </form>
  );
}
