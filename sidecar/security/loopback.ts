/**
 * What is on this machine and what is not: host names to bind to, addresses that requests come from. Pure.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Headers by which a proxy tells for whom it asks. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** An IP address of this machine alone: 127.0.0.0/8, ::1, and the first mapped into IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a listener on that host can be reached from this machine only. A name other than `localhost` may be anybody's. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isLoopbackAddress(name);
}

/** Whether somebody on this machine asks, and not a proxy on this machine for somebody else. */
export function isLocalRequest({ socket, headers }: IncomingMessage): boolean {
  return isLoopbackAddress(socket.remoteAddress ?? '') && !forwardingHeaders.some((name) => headers[name] !== undefined);
}
