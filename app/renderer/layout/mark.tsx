/**
 * The product's mark, the drawing of `resources/icon.svg` without its ground: a node, and the wave that leaves it.
 */
export function Mark() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" fill="none" aria-hidden>
      <circle cx="8.3" cy="16" r="4.7" fill="currentColor" />
      <path d="M16.5 9.5c3 4 3 9 0 13M23 6c5 6.2 5 13.8 0 20" stroke="currentColor" strokeWidth="3.4" strokeLinecap="round" />
    </svg>
  );
}
