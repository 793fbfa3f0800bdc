/** Which profiles mean the same broker: one name for all of them, that of the first. Pure; used where messages go from one to another. */
import { parseBrokerUrl } from './broker-url.ts';

export function brokerNames(profiles: Readonly<Record<string, { readonly url: string }>>): (profile: string) => string {
  const targets = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [name, { url }] of Object.entries(profiles)) {
    const target = targetOf(url);
    if (!targets.has(target)) targets.set(target, name);
    names.set(name, targets.get(target) ?? name);
  }
  return (profile) => names.get(profile) ?? profile;
}

/** An address that cannot be read is reported elsewhere, and is like no other here. */
function targetOf(url: string): string {
  try {
    return parseBrokerUrl(url).target;
  } catch {
    return url;
  }
}
