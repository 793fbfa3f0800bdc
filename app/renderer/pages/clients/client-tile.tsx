/** A client's initials on a tile: other makers' logos are theirs. */
export function ClientTile({ name }: { readonly name: string }) {
  return (
    <span className="client-tile" aria-hidden>
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/);
  const letters = words.length > 1 ? words.map((word) => word.charAt(0)).join('') : name;
  return letters.slice(0, 2);
}
