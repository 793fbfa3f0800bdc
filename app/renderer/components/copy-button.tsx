/** Copies a text and says so for a moment. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useApi } from '../context/api.tsx';
import { useLanguage } from '../context/preferences.tsx';
import { useAction } from '../hooks/use-action.ts';

const SAID_FOR_MS = 1500;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useLanguage();
  const api = useApi();
  const [copied, setCopied] = useState(false);
  const copy = useAction(async () => {
    await api.copyText(text);
    setCopied(true);
  });

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <Tooltip label={copied ? t('common.copied') : label}>
      <ActionIcon aria-label={label} color={copied ? 'accent' : 'neutral'} onClick={() => void copy.run()}>
        {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        <span className="visually-hidden" role="status">
          {copied ? t('common.copied') : ''}
        </span>
      </ActionIcon>
    </Tooltip>
  );
}
