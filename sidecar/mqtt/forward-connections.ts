/**
 * How the connections are called that forwards have at a profile's broker: of their own, because a subscription of theirs must not
 * change what others get who read the same filter. No profile can have such a name. Pure.
 */
const PREFIX = 'forward:';

export function forwardConnectionId(profile: string): string {
  return PREFIX + profile;
}

/** The profile of such a connection; undefined for the id of any other. */
export function profileOfForwards(id: string): string | undefined {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
}

/** Two connections with one client id would push each other out. @param clientId of the profile */
export function forwardClientId(clientId: string): string {
  return `${clientId}-forward`;
}
