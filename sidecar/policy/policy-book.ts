/**
 * The policy that holds at this moment. It comes with the configuration and can be replaced while the server runs (by the
 * desktop); everybody who decides asks here each time. Made by the composition root.
 */
import type { LookupFunction } from 'node:net';
import { AppError } from '../errors.ts';
import { guardBroker } from './broker-guard.ts';
import { parseBrokerPatterns, type BrokerPattern } from './broker-patterns.ts';
import type { Policy } from './types.ts';

export class PolicyBook {
  readonly #profileUrls: () => readonly string[];
  readonly #listeners = new Set<() => void>();
  #current: Policy;
  #patterns: readonly BrokerPattern[];

  constructor(policy: Policy, profileUrls: () => readonly string[]) {
    this.#profileUrls = profileUrls;
    this.#current = policy;
    this.#patterns = parseBrokerPatterns(policy.brokers);
  }

  get current(): Policy {
    return this.#current;
  }

  replace(policy: Policy): void {
    this.#current = policy;
    this.#patterns = parseBrokerPatterns(policy.brokers);
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How the socket has to resolve this broker's name, if that matters. Rejects with `broker-not-allowed` or `invalid-arguments`. */
  guardBroker(url: string): Promise<LookupFunction | undefined> {
    return guardBroker({ patterns: this.#patterns, profiles: this.#profileUrls() }, url);
  }

  /** For publishing that no tool does. @throws AppError `policy-denied` in read-only mode */
  assertMayPublish(): void {
    if (!this.#current.readOnly) return;
    throw new AppError('policy-denied', 'Nothing is published: this server is read-only (policy.readOnly).', {
      hint: 'Subscribing still works. Whoever operates the server can switch it off.',
    });
  }
}
