/** What the shell hands to every page. */
export interface PageProps {
  /** What is open on the page, from the address. */
  readonly id: string | null;
}
