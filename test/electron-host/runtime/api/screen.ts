/**
 * The `screen` module: one display, as large as a small laptop's.
 */
import { EventEmitter } from 'node:events';

const AREA = { x: 0, y: 0, width: 1280, height: 800 };

const display = {
  id: 1,
  label: 'Test host',
  bounds: AREA,
  workArea: AREA,
  size: { width: AREA.width, height: AREA.height },
  workAreaSize: { width: AREA.width, height: AREA.height },
  scaleFactor: 1,
  rotation: 0,
  internal: false,
} satisfies Partial<Electron.Display>;

export class Screen extends EventEmitter {
  getPrimaryDisplay(): typeof display {
    return structuredClone(display);
  }

  getAllDisplays(): (typeof display)[] {
    return [this.getPrimaryDisplay()];
  }

  getDisplayNearestPoint(_point: Electron.Point): typeof display {
    return this.getPrimaryDisplay();
  }

  getDisplayMatching(_rectangle: Electron.Rectangle): typeof display {
    return this.getPrimaryDisplay();
  }

  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }
}
