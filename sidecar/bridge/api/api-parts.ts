/** What the operations of the HTTP API work on; made once, by the routes. */
import type { DurableSubscription, DurableSubscriptions } from '../../hub/durable-subscriptions.ts';
import type { PolicyBook } from '../../policy/policy-book.ts';
import type { PublishPaces } from '../../policy/publish-pace.ts';
import type { SourceParts } from '../stream-source.ts';
import type { TicketOffice } from '../tickets.ts';
import type { ApiConnections } from './api-connections.ts';

export interface ApiParts extends SourceParts {
  readonly connections: ApiConnections;
  readonly durable: Pick<DurableSubscriptions, 'add' | 'remove'> & {
    list(connection: string): DurableSubscription[] | Promise<DurableSubscription[]>;
  };
  readonly tickets: TicketOffice;
  /** Address of a profile without credentials. */
  readonly profileUrl: (profile: string) => string;
  /** Whether addresses other than the profiles' may be connected. */
  readonly adHoc: boolean;
  readonly policy: PolicyBook;
  /** How fast each user may publish. */
  readonly paces: PublishPaces;
  readonly lingerMs: number;
}
