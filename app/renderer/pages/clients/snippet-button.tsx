/** Copies what a person would paste into the client's settings by hand. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconBraces, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClientId } from '../../../../sidecar/clients/schemas.ts';
import { useApi } from '../../context/api.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { useAction } from '../../hooks/use-action.ts';

interface SnippetButtonProps {
  readonly client: ClientId;
  readonly name: string;
  /** An icon only, for narrow places. */
  readonly compact?: boolean;
}

export function SnippetButton({ client, name, compact = false }: SnippetButtonProps) {
  const { t } = useLanguage();
  const api = useApi();
  const [copied, setCopied] = useState(false);
  const copy = useAction(async () => {
    const text = await api.desktop?.clients.snippet(client);
    if (text !== undefined) await api.copyText(text);
    setCopied(true);
  });
  const Icon = copied ? IconCheck : IconBraces;
  const shared = {
    'aria-label': t('clients.snippet', { name }),
    'loading': copy.pending,
    'onClick': () => void copy.run(),
    'onBlur': () => setCopied(false),
  };
  return (
    <Tooltip label={copied ? t('common.copied') : t('clients.snippet', { name })}>
      {compact ? (
        <ActionIcon {...shared} className="push" color={copied ? 'accent' : 'neutral'}>
          <Icon size={16} aria-hidden />
        </ActionIcon>
      ) : (
        <Button {...shared} className="push flush-end" variant="subtle" leftSection={<Icon size={16} aria-hidden />}>
          {copied ? t('common.copied') : t('overview.copySnippet')}
        </Button>
      )}
    </Tooltip>
  );
}
