/**
 * Which brokers may be reached besides those of the profiles (`policy.brokers`): a fence against requests to addresses that only
 * this machine can reach. Names are checked as written and again as what they resolve to, by the very lookup that the socket
 * uses, so that a name cannot mean one address when it is checked and another when it is connected to (DNS rebinding); a
 * reconnect is checked anew. Used by the scope of assistants and by the HTTP API.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '../errors.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import type { BrokerPattern } from './broker-patterns.ts';

interface FenceParts {
  /** Patterns of `policy.brokers`; none at all is no fence. */
  readonly patterns: readonly BrokerPattern[];
  /** Addresses of the profiles. */
  readonly profiles: readonly string[];
  readonly resolve?: ResolveAll;
}

type ResolveAll = (name: string, callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

const resolveAll: ResolveAll = (name, callback) => systemLookup(name, { all: true }, callback);

/**
 * How the socket has to resolve the name of this broker; undefined where it makes no difference.
 * Rejects with `broker-not-allowed`, and with `invalid-arguments` for what is no address of a broker.
 */
export async function guardBroker(
  { patterns, profiles, resolve = resolveAll }: FenceParts,
  url: string,
): Promise<LookupFunction | undefined> {
  if (patterns.length === 0) return undefined;
  const { host, port, target } = parseBrokerUrl(url);
  if (profiles.some((profile) => parseBrokerUrl(profile).target.toLowerCase() === target.toLowerCase())) return undefined;
  const onPort = patterns.filter((pattern) => pattern.port === undefined || pattern.port === port);
  if (isIP(host) !== 0) {
    if (!isInBlock(onPort, host)) throw notAllowed(target);
    return undefined;
  }
  const name = host.toLowerCase().replace(/\.$/, '');
  // Somebody wrote that very name down: it may mean an address of a private network.
  if (onPort.some((pattern) => pattern.kind === 'name' && pattern.name === name)) return undefined;
  const isBelowDomain = onPort.some((pattern) => pattern.kind === 'domain' && name.endsWith(pattern.suffix));
  if (!isBelowDomain && !onPort.some(({ kind }) => kind === 'block')) throw notAllowed(target);
  const isAllowed = (address: string): boolean => isInBlock(onPort, address) || (isBelowDomain && !isInternal(address));
  const guarded = guardedLookup(isAllowed, resolve, target);
  await refuseAtOnce(guarded, host);
  return guarded;
}

function guardedLookup(isAllowed: (address: string) => boolean, resolve: ResolveAll, target: string): LookupFunction {
  return (name, options, callback) => {
    resolve(name, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const wanted = typeof options.family === 'number' && options.family !== 0 ? options.family : undefined;
      const allowed = found.filter(({ address, family }) => isAllowed(address) && (wanted === undefined || family === wanted));
      const [first] = allowed;
      if (first === undefined) return callback(notAllowed(target, found), '', 0);
      if (options.all === true) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

/** Says it in our words where the socket would only fail; a name that cannot be resolved is left to the socket. */
function refuseAtOnce(lookup: LookupFunction, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error) => {
      if (error instanceof AppError) reject(error);
      else resolve();
    });
  });
}

function isInBlock(patterns: readonly BrokerPattern[], address: string): boolean {
  return patterns.some((pattern) => pattern.kind === 'block' && pattern.addresses.check(address, familyOf(address)));
}

/** Loopback, private, link-local (where clouds serve their metadata), and what is no single host (RFC 6890). */
function isInternal(address: string): boolean {
  const list = new BlockList();
  for (const [network, prefix] of INTERNAL_V4) list.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of INTERNAL_V6) list.addSubnet(network, prefix, 'ipv6');
  return list.check(address, familyOf(address));
}

const INTERNAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

const INTERNAL_V6 = [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const;

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

function notAllowed(target: string, found: readonly LookupAddress[] = []): AppError {
  const meaning = found.length === 0 ? '' : `, which is ${found.map(({ address }) => address).join(' and ')},`;
  return new AppError('broker-not-allowed', `The broker ${target}${meaning} is not among those that may be connected to (policy.brokers).`);
}
