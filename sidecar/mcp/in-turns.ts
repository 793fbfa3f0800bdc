/** Does a piece of work for each item, in their order, with a bounded number under way. Used by the tools that send many messages. */

/** Resolves when all are done, or, once the signal aborts, when those under way are; rejects with the first failure of the work. */
export async function inTurns<Item>(
  items: readonly Item[],
  window: number,
  signal: AbortSignal,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const remaining = items.entries();
  const next = async (): Promise<void> => {
    for (const [index, item] of remaining) {
      if (signal.aborted) return;
      await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(window, items.length) }, next));
}
