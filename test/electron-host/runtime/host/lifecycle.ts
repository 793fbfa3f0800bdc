/**
 * Where the app stands between start and exit. The `app` module moves it; modules that Electron forbids before `ready`
 * ask it.
 */

export class Lifecycle {
  readonly whenReady: Promise<void>;
  #resolveReady: () => void = () => {};
  #isReady = false;
  isQuitting = false;
  isExiting = false;

  constructor() {
    this.whenReady = new Promise((resolve) => (this.#resolveReady = resolve));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  becomeReady(): void {
    this.#isReady = true;
    this.#resolveReady();
  }

  /** @throws Error in Electron's words when the app is not ready yet */
  requireReady(message: string): void {
    if (!this.#isReady) throw new Error(message);
  }
}
