/**
 * Which direct peers are proxies by `server.trustProxy`, for limits that count by address: behind a proxy are many. What is
 * believed of a proxy's headers Express decides by itself, from the same setting.
 */
import proxyAddr from 'proxy-addr';

/** @param trustProxy how many proxies stand in front (then every peer is one), or their addresses */
export function trustedProxies(trustProxy: number | readonly string[]): (address: string) => boolean {
  if (typeof trustProxy === 'number') return () => trustProxy > 0;
  const trusts = proxyAddr.compile([...trustProxy]);
  return (address) => trusts(address, 0);
}
