/** What one document of the page has opened in main, by name, so that nothing of it outlives the document. */
export class PageScope {
  readonly #open = new Map<string, () => void>();

  keep(name: string, close: () => void): void {
    this.drop(name);
    this.#open.set(name, close);
  }

  drop(name: string): void {
    const close = this.#open.get(name);
    this.#open.delete(name);
    close?.();
  }

  closeAll(): void {
    for (const name of this.#open.keys()) this.drop(name);
  }
}
