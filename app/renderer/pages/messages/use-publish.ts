/** Sends what the form holds, and remembers how the last one went. */
import { useState } from 'react';
import type { AdminSnapshot } from '../../../../sidecar/admin/schema.ts';
import { useApi } from '../../context/api.tsx';
import { useAction } from '../../hooks/use-action.ts';
import { type PublishDraft, publishRequest } from '../../model/publish-draft.ts';

export interface Published {
  readonly at: number;
  /** Null at QoS 0 and on MQTT 3.1.1. */
  readonly reasonCode: number | null;
}

interface Publishing {
  publish(draft: PublishDraft): Promise<boolean>;
  readonly pending: boolean;
  readonly published: Published | null;
}

export function usePublish(snapshot: AdminSnapshot): Publishing {
  const api = useApi();
  const [published, setPublished] = useState<Published | null>(null);
  const action = useAction(async (draft: PublishDraft) => {
    setPublished(null);
    const preset = snapshot.profiles.find((profile) => profile.isDefault)?.name ?? 'local';
    const { reasonCode } = await api.publish(publishRequest(draft, preset));
    setPublished({ at: Date.now(), reasonCode });
  });
  return { publish: action.run, pending: action.pending, published };
}
