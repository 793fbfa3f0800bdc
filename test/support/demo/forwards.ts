/** The forwards of the made-up factory: one that works, one that waits for its target, one that another instance has. */
import type { AdminSnapshot } from '../../../sidecar/admin/schema.ts';

export function demoForwards(): NonNullable<AdminSnapshot['forwards']> {
  return [
    {
      from: 'factory',
      to: 'cloud-eu',
      topics: ['factory/+/temperature'],
      prefix: 'site7/',
      forwarded: 48_213,
      pending: 0,
      failed: 2,
      lost: 0,
      problem: null,
      lastError:
        'site7/factory/press-1/temperature: The broker refused the message: the payload does not have the format it claims to have (0x99).',
      isActive: true,
      holder: null,
    },
    {
      from: 'factory',
      to: 'cold-storage',
      topics: ['factory/alarms/#'],
      prefix: '',
      forwarded: 911,
      pending: 37,
      failed: 0,
      lost: 0,
      problem: '"cold-storage" is away: connect ECONNREFUSED 10.20.4.17:1883',
      lastError: '"cold-storage" is away: connect ECONNREFUSED 10.20.4.17:1883',
      isActive: true,
      holder: null,
    },
    {
      from: 'cloud-eu',
      to: 'factory',
      topics: ['recipes/#'],
      prefix: '',
      forwarded: 0,
      pending: 0,
      failed: 0,
      lost: 0,
      problem: null,
      lastError: null,
      isActive: false,
      holder: 'node-2',
    },
  ];
}
