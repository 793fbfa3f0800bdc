/** The policy as everybody knows it; the configuration and the desktop's file parse into these. */

export interface PolicyRule {
  readonly tool?: string;
  readonly action?: 'publish' | 'subscribe' | 'connect';
  readonly topic?: string;
  readonly decision: 'allow' | 'ask' | 'deny';
}

export interface Policy {
  readonly readOnly: boolean;
  readonly rules: readonly PolicyRule[];
  readonly brokers: readonly string[];
  readonly askTimeoutSeconds: number;
}
