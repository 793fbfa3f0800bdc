/**
 * What limits count an address as. One customer of an IPv6 provider has a whole /64 (RFC 6177, section 2) and could take a new
 * address for every request, so IPv6 counts by its first 64 bits; an IPv4 address mapped into IPv6 is the IPv4 address. Pure.
 */
import ipaddr from 'ipaddr.js';

/** @param address as a socket or a proxy names it; what is no IP address stands for itself */
export function clientNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const bytes = parsed.toByteArray().fill(0, 8);
  return `${ipaddr.fromByteArray(bytes).toString()}/64`;
}
