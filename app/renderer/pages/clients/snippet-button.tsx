/** Copies what a person would paste into the client's settings by hand. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconBraces, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClientId } from '../../../../sidecar/clients/schemas.ts';
import { useApi } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';

export function SnippetButton({ client, name }: { readonly client: ClientId; readonly name: string }) {
  const { t } = useLanguage();
  const api = useApi();
  const [copied, setCopied] = useState(false);
  const copy = useAction(async () => {
    const text = await api.desktop?.clients.snippet(client);
    if (text !== undefined) await api.copyText(text);
    setCopied(true);
  });
  return (
    <Tooltip label={copied ? t('common.copied') : t('clients.snippet', { name })}>
      <ActionIcon
        className="push"
        color={copied ? 'accent' : 'neutral'}
        aria-label={t('clients.snippet', { name })}
        loading={copy.pending}
        onClick={() => void copy.run()}
        onBlur={() => setCopied(false)}
      >
        {copied ? <IconCheck size={16} aria-hidden /> : <IconBraces size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
