/**
 * The part of a `WebContents` that is how its page is looked at: zoom and developer tools. The tools themselves are not
 * there; only whether they would be open is kept.
 */
import { EventEmitter } from 'node:events';

/** Zoom level n is a factor of 1.2 to the nth, as in Chromium. */
const ZOOM_BASE = 1.2;

export class ContentsView extends EventEmitter {
  readonly #applyZoom: (factor: number) => void;
  #zoomFactor = 1;
  #hasDevTools = false;

  constructor(applyZoom: (factor: number) => void) {
    super();
    this.setMaxListeners(0);
    this.#applyZoom = applyZoom;
  }

  getZoomFactor(): number {
    return this.#zoomFactor;
  }

  setZoomFactor(factor: number): void {
    this.#zoomFactor = factor;
    this.#applyZoom(factor);
  }

  getZoomLevel(): number {
    return Math.log(this.#zoomFactor) / Math.log(ZOOM_BASE);
  }

  setZoomLevel(level: number): void {
    this.setZoomFactor(ZOOM_BASE ** level);
  }

  openDevTools(): void {
    this.#hasDevTools = true;
    this.emit('devtools-opened');
  }

  closeDevTools(): void {
    this.#hasDevTools = false;
    this.emit('devtools-closed');
  }

  isDevToolsOpened(): boolean {
    return this.#hasDevTools;
  }

  toggleDevTools(): void {
    if (this.#hasDevTools) this.closeDevTools();
    else this.openDevTools();
  }

  focus(): void {}
  setBackgroundThrottling(_allowed: boolean): void {}
}
