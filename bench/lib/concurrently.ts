/** Runs the same work for 0 … `count` - 1, so many at a time, and keeps the order of the results. Used to open and close clients. */
export async function concurrently<T>(count: number, atATime: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results = new Map<number, T>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < count; index = next) {
      next += 1;
      results.set(index, await work(index));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, count) }, worker));
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
