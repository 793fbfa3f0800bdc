/**
 * Rules between settings: what one value demands of another. Part of the schema, so that every parsed configuration keeps
 * them. Each problem names in `concerns` the settings it was decided from: a reader of the problems leaves it out when one of
 * those could not be read.
 */
import type { z } from 'zod';
import { brokerNames } from '../mqtt/broker-names.ts';
import { rulesInCycles } from './forward-cycles.ts';
import type { Config, Profile } from './settings.ts';

type Path = readonly (string | number)[];

interface CrossProblem {
  readonly path: Path;
  readonly message: string;
  /** Other settings that the decision rests on; `path` is always one. */
  readonly concerns?: readonly Path[];
}

function* checkAuth({ mode, token, jwt, oauth2 }: Config['auth']): Generator<CrossProblem> {
  const given = { token, jwt, oauth2 };
  if (mode !== 'none' && given[mode] === undefined) {
    yield { path: ['auth', mode], message: `is missing. auth.mode is "${mode}", which needs it.`, concerns: [['auth', 'mode']] };
  }
  if (jwt === undefined) return;
  const sources = (['secret', 'publicKey', 'jwksUrl'] as const).filter((name) => jwt[name] !== undefined);
  if (sources.length !== 1) {
    const found = sources.length === 0 ? 'none of them' : sources.join(' and ');
    yield { path: ['auth', 'jwt'], message: `needs exactly one of secret, publicKey and jwksUrl; ${found} stood there.` };
    return;
  }
  // RFC 8725, section 3.1: a public key must never serve as the secret of an HMAC, nor the other way round.
  const symmetric = jwt.secret !== undefined;
  const wrong = (jwt.algorithms ?? []).filter((algorithm) => algorithm.startsWith('HS') !== symmetric);
  if (wrong.length > 0) {
    const allowed = symmetric ? 'HS256, HS384 and HS512' : 'RS, PS, ES and EdDSA algorithms';
    yield { path: ['auth', 'jwt', 'algorithms'], message: `${wrong.join(', ')} cannot be used with ${sources[0]}. Allowed: ${allowed}.` };
  }
}

/** A name that is looked up in the configuration itself is a mistake where it leads nowhere; one in a token may be anybody's. */
function* checkCertificateRoles({ auth, server }: Config): Generator<CrossProblem> {
  const at = ['auth', 'certificateRoles'];
  for (const name of auth.certificateRoles) {
    if (Object.hasOwn(auth.roles, name)) continue;
    yield { path: at, message: `names the role "${name}", which does not exist in auth.roles.`, concerns: [['auth', 'roles']] };
  }
  if (auth.certificateRoles.length > 0 && server.tls?.clientCa === undefined) {
    const message = 'has no effect, since no client certificate is demanded. Set server.tls.clientCa, or leave it out.';
    yield { path: at, message, concerns: [['server', 'tls']] };
  }
}

function* checkTokens(at: Path, { oauth2, password, url }: Profile): Generator<CrossProblem> {
  if (oauth2 === undefined) return;
  if ((oauth2.tokenUrl === undefined) === (oauth2.issuer === undefined)) {
    const found = oauth2.issuer === undefined ? 'none of them' : 'both';
    yield { path: [...at, 'oauth2'], message: `needs exactly one of tokenUrl and issuer; ${found} stood there.` };
  }
  if (password !== undefined || URL.parse(url)?.password) {
    const message = 'cannot stand beside oauth2, whose token is the password. Leave one of them out.';
    yield {
      path: [...at, 'password'],
      message,
      concerns: [
        [...at, 'oauth2'],
        [...at, 'url'],
      ],
    };
  }
}

function* checkProfile(name: string, profile: Profile): Generator<CrossProblem> {
  const { url, tls, reconnect } = profile;
  const at = ['profiles', name];
  yield* checkTokens(at, profile);
  if (tls !== undefined && (tls.cert === undefined) !== (tls.key === undefined)) {
    const [missing, present] = tls.cert === undefined ? ['cert', 'key'] : ['key', 'cert'];
    yield { path: [...at, 'tls', missing], message: `is missing. tls.${present} needs it.`, concerns: [[...at, 'tls', present]] };
  }
  const secure = /^(?:mqtts|wss):/i.test(url);
  if (!secure && (tls?.ca ?? tls?.cert ?? tls?.key) !== undefined) {
    const message = 'has no effect, since the URL does not ask for TLS. Use mqtts:// or wss://, or leave tls out.';
    yield { path: [...at, 'tls'], message, concerns: [[...at, 'url']] };
  }
  if (reconnect.minMs > reconnect.maxMs) {
    const message = `is ${reconnect.minMs}, more than reconnect.maxMs (${reconnect.maxMs}). Allowed: at most maxMs.`;
    yield { path: [...at, 'reconnect', 'minMs'], message, concerns: [[...at, 'reconnect', 'maxMs']] };
  }
}

function* checkBrokers({ profiles, defaultProfile }: Config): Generator<CrossProblem> {
  for (const [name, profile] of Object.entries(profiles)) yield* checkProfile(name, profile);
  if (!Object.hasOwn(profiles, defaultProfile)) {
    const known = Object.keys(profiles).join(', ');
    const message = `names the profile "${defaultProfile}", which does not exist. Profiles: ${known}.`;
    yield { path: ['defaultProfile'], message, concerns: [['profiles', defaultProfile]] };
  }
}

function* checkHistory({ history, cluster }: Config): Generator<CrossProblem> {
  const concerns = [['history', 'store']];
  if (history.store === 'sqlite' && history.path === undefined) {
    yield { path: ['history', 'path'], message: 'is missing. history.store is "sqlite", which needs it.', concerns };
  }
  if (history.store === 'redis' && cluster.redisUrl === undefined) {
    yield { path: ['cluster', 'redisUrl'], message: 'is missing. history.store is "redis", which needs it.', concerns };
  }
}

function* checkRedisTls({ cluster: { redisUrl, redisTls } }: Config): Generator<CrossProblem> {
  if (redisTls === undefined) return;
  const at = ['cluster', 'redisTls'];
  if ((redisTls.cert === undefined) !== (redisTls.key === undefined)) {
    const [missing, present] = redisTls.cert === undefined ? ['cert', 'key'] : ['key', 'cert'];
    yield { path: [...at, missing], message: `is missing. redisTls.${present} needs it.`, concerns: [[...at, present]] };
  }
  if (redisUrl !== undefined && /^rediss:/i.test(redisUrl)) return;
  const message = 'has no effect, since the URL does not ask for TLS. Use rediss://, or leave redisTls out.';
  yield { path: at, message, concerns: [['cluster', 'redisUrl']] };
}

function* checkForwards({ forward, profiles }: Config): Generator<CrossProblem> {
  for (const [index, { from, to }] of forward.entries()) {
    for (const [key, name] of Object.entries({ from, to })) {
      if (Object.hasOwn(profiles, name)) continue;
      const message = `names the profile "${name}", which does not exist. Profiles: ${Object.keys(profiles).join(', ')}.`;
      yield { path: ['forward', index, key], message, concerns: [['profiles']] };
    }
    if (from === to) yield { path: ['forward', index, 'to'], message: `is "${to}", as from is. Name another profile.` };
  }
  yield* checkForwardCycles({ forward, profiles });
}

/** MQTT 5 marks what has gone round; 3.1.1 has no place for a mark. Where the version is found out later it is decided later. */
function* checkForwardCycles({ forward, profiles }: Pick<Config, 'forward' | 'profiles'>): Generator<CrossProblem> {
  if (forward.length === 0) return;
  const brokerOf = brokerNames(profiles);
  for (const index of rulesInCycles(forward, brokerOf)) {
    const { from, to } = forward[index] ?? { from: '', to: '' };
    const old = [from, to].find((name) => Object.hasOwn(profiles, name) && profiles[name]?.protocolVersion === 4);
    const why =
      brokerOf(from) === brokerOf(to)
        ? `"${from}" and "${to}" are the same broker`
        : old && `"${old}" speaks MQTT 3.1.1, which cannot tell`;
    if (why === undefined || why === '') continue;
    const message = `would send messages round: what it publishes is taken again, and ${why}. Change topics or prefix.`;
    yield { path: ['forward', index], message, concerns: [['forward'], ['profiles']] };
  }
}

function* checkAudit({ audit, history }: Config): Generator<CrossProblem> {
  if (audit.store !== 'sqlite' || audit.path !== undefined || history.path !== undefined) return;
  const concerns = [
    ['audit', 'store'],
    ['history', 'path'],
  ];
  yield { path: ['audit', 'path'], message: 'is missing. audit.store is "sqlite", which needs it, or history.path.', concerns };
}

function* checkRules({ policy }: Config): Generator<CrossProblem> {
  for (const [index, { action, topic }] of policy.rules.entries()) {
    if (action !== 'connect' || topic === undefined) continue;
    const at = ['policy', 'rules', index];
    const message = 'makes the rule match nothing, since connecting has no topic. Leave out topic or action.';
    yield { path: [...at, 'topic'], message, concerns: [[...at, 'action']] };
  }
}

/** Reports to Zod, with the settings that a problem rests on in `params.concerns`. */
export function checkAcrossSections(config: Config, context: z.core.$RefinementCtx<Config>): void {
  for (const check of [
    checkAuth(config.auth),
    checkCertificateRoles(config),
    checkBrokers(config),
    checkForwards(config),
    checkHistory(config),
    checkRedisTls(config),
    checkAudit(config),
    checkRules(config),
  ]) {
    for (const { path, message, concerns = [] } of check) {
      context.addIssue({ code: 'custom', path: [...path], message, params: { concerns: [path, ...concerns] } });
    }
  }
}
