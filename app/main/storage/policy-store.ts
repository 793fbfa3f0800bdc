/**
 * What assistants may do, as the person has set it: kept in memory, written at each change, told to whoever hands it to the sidecar.
 * Checked by the configuration's own schema, so that the sidecar never gets one that it cannot use.
 */
import { policySection } from '../../../sidecar/config/schema.ts';
import type { PolicyView } from '../../../sidecar/admin/schema.ts';
import { AppError } from '../../../sidecar/errors.ts';
import { Listeners } from '../listeners.ts';
import type { JsonFile } from './json-file.ts';

export interface PolicyStore {
  readonly current: PolicyView;
  /** @throws AppError `invalid-arguments` for a filter or an address that cannot be */
  save(policy: PolicyView): Promise<PolicyView>;
  onChange(listener: (policy: PolicyView) => void): () => void;
}

export async function openPolicy(file: JsonFile<PolicyView>): Promise<PolicyStore> {
  const listeners = new Listeners<PolicyView>();
  let current = (await file.read()) ?? policySection.parse({});

  return {
    get current() {
      return current;
    },
    async save(policy) {
      const parsed = policySection.safeParse(policy);
      if (!parsed.success) throw unusable(parsed.error.issues.map(({ message }) => message));
      await file.write(parsed.data);
      current = parsed.data;
      listeners.tell(current);
      return current;
    },
    onChange: (listener) => listeners.add(listener),
  };
}

function unusable(problems: readonly string[]): AppError {
  return new AppError('invalid-arguments', problems.join(' '), { hint: 'Correct it and save again.' });
}
