/**
 * Builds the probe app once, unless PROBE_APP names one that is built (the mutation check breaks copies of it).
 */
import { buildProbe } from '../build.ts';

export default async function globalSetup(): Promise<void> {
  if (!process.env.PROBE_APP) await buildProbe();
}
