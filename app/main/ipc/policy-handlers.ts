/** What assistants may do, for the page that shows and edits it. */
import type { PolicyStore } from '../storage/policy-store.ts';
import type { HandlersOf } from './handlers.ts';

export function policyHandlers(policy: PolicyStore): HandlersOf<'policy'> {
  return {
    'policy.read': () => policy.current,
    'policy.save': (changed) => policy.save(changed),
  };
}
