/** Where the window opens: where it was, if that can still be seen, else in the middle of the screen. Pure. */
import type { WindowBounds } from '../storage/stored-settings.ts';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SIZE = { width: 1120, height: 760 } as const;
/** So much of the title bar has to be within reach. */
const GRIP = 120;

export function fitBounds(last: WindowBounds | null, area: Area): { width: number; height: number; x?: number; y?: number } {
  if (last === null) return { width: Math.min(SIZE.width, area.width), height: Math.min(SIZE.height, area.height) };
  const size = { width: Math.min(last.width, area.width), height: Math.min(last.height, area.height) };
  const reachable =
    last.x + size.width - GRIP > area.x && last.x + GRIP < area.x + area.width && last.y >= area.y && last.y + GRIP < area.y + area.height;
  return reachable ? { ...size, x: last.x, y: last.y } : size;
}
