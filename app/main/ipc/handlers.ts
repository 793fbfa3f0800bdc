/** What the parts of main offer to the page, typed by the contract: one function a channel, each given the page that asked. */
import type { EventChannel, InvokeChannel } from '../../shared/ipc-channels.ts';
import type { EventOf, RequestOf, ResponseOf } from '../../shared/ipc-contract.ts';

/** A page in a window, as far as handlers need to know it. */
export interface Page {
  send<C extends EventChannel>(channel: C, event: EventOf<C>): void;
  /** What a page has opened is closed when it reloads or goes: under one name, a second one closes the first. */
  keep(name: string, close: () => void): void;
  /** Closes what was kept under the name. */
  drop(name: string): void;
}

/** A channel without an answer takes whatever returns nothing. */
type Answer<C extends InvokeChannel> = [ResponseOf<C>] extends [undefined] ? void : ResponseOf<C>;

export type Handler<C extends InvokeChannel> = (request: RequestOf<C>, page: Page) => Answer<C> | Promise<Answer<C>>;

export type Handlers = { readonly [C in InvokeChannel]: Handler<C> };

/** The handlers of one domain, as `HandlersOf<'sidecar'>`. */
export type HandlersOf<Domain extends string> = Pick<Handlers, Extract<InvokeChannel, `${Domain}.${string}`>>;
