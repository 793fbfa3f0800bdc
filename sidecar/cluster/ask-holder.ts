/** A question to the instance that holds a profile's connection; asked once more where another one has come to hold it meanwhile. */
import { AppError, toAppError } from '../errors.ts';
import type { Bus } from './bus.ts';

interface HolderAccess {
  readonly bus: Bus;
  readonly profile: string;
  /** The instance, as far as it is known. */
  readonly heldBy: () => string | undefined;
  /** Finds out who holds it now. */
  readonly look: () => Promise<void>;
}

/** Rejects with the holder's refusal, or with `instance-gone` where there is none, or with `cluster-unavailable`. */
export async function askHolder({ bus, profile, heldBy, look }: HolderAccess, method: string, body: object): Promise<unknown> {
  const ask = async (): Promise<unknown> => {
    const holder = heldBy();
    if (holder === undefined) throw new AppError('instance-gone', 'No instance holds the broker connection at the moment.');
    return bus.call(holder, method, { ...body, profile });
  };
  try {
    return await ask();
  } catch (error) {
    if (toAppError(error).code !== 'instance-gone') throw error;
    await look();
    return ask();
  }
}
