/**
 * What the machine itself takes away: a loop that does nothing but look at the clock is held up by other programs and, where the
 * machine is a virtual one, by its host. No server's highest percentile can be lower than that.
 */
const LOOK_MS = 2_000;
/** Shorter ones are the loop's own. */
const PAUSE_MS = 1;

export interface MachinePauses {
  /** Of the time. */
  readonly percent: number;
  readonly longestMs: number;
}

/** Takes two seconds of a processor. */
export function measurePauses(): MachinePauses {
  const beganAt = performance.now();
  let [last, lost, longestMs] = [beganAt, 0, 0];
  while (last - beganAt < LOOK_MS) {
    const now = performance.now();
    const gap = now - last;
    if (gap > PAUSE_MS) {
      lost += gap;
      longestMs = Math.max(longestMs, gap);
    }
    last = now;
  }
  return { percent: (lost / (last - beganAt)) * 100, longestMs };
}

/** One sentence for all looks together. */
export function describePauses(looks: readonly MachinePauses[]): string {
  const percents = looks.map(({ percent }) => percent);
  const [least, most] = [Math.min(...percents).toFixed(1), Math.max(...percents).toFixed(1)];
  const longest = Math.max(...looks.map(({ longestMs }) => longestMs)).toFixed(1);
  return `The machine itself held up an idle loop for ${least === most ? most : `${least} to ${most}`} % of the time, by up to ${longest} ms at once.`;
}
