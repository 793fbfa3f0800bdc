/** Ids of sessions and connections that name the instance they live in, so that every other one knows whom to ask. Pure. */

const OWNED = /^(?:conn-)?([0-9a-f]{12})\../;

/** @param instance tag of the instance, see `peers.ts` */
export function ownedId(instance: string, id: string): string {
  return `${instance}.${id}`;
}

/** The id as it was before it was made one of that instance; any other as it is. */
export function unownedId(instance: string, id: string): string {
  return id.startsWith(`${instance}.`) ? id.slice(instance.length + 1) : id;
}

/** The instance that an id names; undefined for one of another form. */
export function ownerOf(id: string): string | undefined {
  return OWNED.exec(id)?.[1];
}
