/** Every parser that faces the network, with anything at all: it returns or refuses on purpose, and never breaks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resumePoint, parseStreamQuery } from '../../../sidecar/bridge/stream-query.ts';
import { planResume } from '../../../sidecar/bridge/resume.ts';
import { AppError } from '../../../sidecar/errors.ts';
import { parseJson } from '../../../sidecar/http/json-body.ts';
import { parseEventId } from '../../../sidecar/hub/message.ts';
import { connectArguments } from '../../../sidecar/mcp/connect-arguments.ts';
import { parseInbound } from '../../../sidecar/mcp/transports/inbound.ts';
import { parseBrokerUrl } from '../../../sidecar/mqtt/broker-url.ts';
import { decodePayload, encodePayload, PAYLOAD_ENCODING_CHOICES } from '../../../sidecar/mqtt/payload-codec.ts';
import { filterCovers, filterMatches, filtersOverlap, topicFilterProblem, topicNameProblem } from '../../../sidecar/mqtt/topics.ts';
import { redactText } from '../../../sidecar/observe/redact-text.ts';
import { aclClaim } from '../../../sidecar/security/acl-rules.ts';
import { presentedToken } from '../../../sidecar/security/bearer.ts';
import { principalOf } from '../../../sidecar/security/claims.ts';
import { clientNetwork } from '../../../sidecar/security/client-network.ts';
import { createGuard } from '../../../sidecar/security/guard-decision.ts';
import { parseAuthority, parseOrigin } from '../../../sidecar/security/host-header.ts';

const RUNS = { numRuns: 2_000 };

/** Text as attackers write it: any code unit, halves of pairs, control characters, and the signs that the grammars know. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'+#/$%&=?:@[]{}",\\\0\r\n. 09azé🦊'.split('')), maxLength: 60 }),
);

/** Runs it, and gives what it raised that it did not raise on purpose. */
function faultOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return thrown instanceof AppError && thrown.code !== 'internal' ? undefined : thrown;
  }
}

function expectToSettle(work: () => unknown): void {
  expect(faultOf(work)).toBeUndefined();
}

const log = { epoch: 'e', first: 5, next: 50, continuousSince: 5, isExclusive: true };
const guard = createGuard({ host: 'localhost', allowedHosts: ['example.com'], allowedOrigins: ['https://example.com'] });

const texts: Readonly<Record<string, (given: string) => unknown>> = {
  'the query of a stream': (given) => parseStreamQuery(new URLSearchParams(given)),
  'a topic of a stream': (given) => parseStreamQuery(new URLSearchParams({ topic: given, qos: given })),
  'a point to resume from': (given) => planResume(resumePoint(given, new URLSearchParams(given)), log, true),
  'an event id': parseEventId,
  'the head Host': parseAuthority,
  'the head Origin': parseOrigin,
  'hosts and origins together': (given) => guard({ hosts: [given], origins: [given], target: given }),
  'the head Authorization': (given) => presentedToken({ authorization: given }, [given]),
  'an address': clientNetwork,
  'the URL of a broker': parseBrokerUrl,
  'a topic and a filter': (given) => [topicNameProblem(given), topicFilterProblem(given)],
  'a line for the log': redactText,
};

describe('text', () => {
  it.each(Object.entries(texts))('%s', (_what, parse) => {
    fc.assert(
      fc.property(text, (given) => expectToSettle(() => parse(given))),
      RUNS,
    );
  });

  it('two filters that are valid can be compared, and agree with each other', () => {
    const filter = text.filter((given) => topicFilterProblem(given) === undefined);
    fc.assert(
      fc.property(filter, filter, (one, other) => {
        expect(filtersOverlap(one, other)).toBe(filtersOverlap(other, one));
        const isTopic = topicNameProblem(other) === undefined && !other.startsWith('$share/');
        expect(!isTopic || filterCovers(one, other) === filterMatches(one, other)).toBe(true);
      }),
      RUNS,
    );
  });
});

const values: Readonly<Record<string, (given: unknown) => unknown>> = {
  'a JSON-RPC message': (given) => parseInbound(given, '2025-11-25'),
  'the claim acl': (given) => aclClaim.safeParse(given),
  'the claims of a token': (given) => principalOf('jwt', given, 'token'),
  'the arguments of mqttConnect': (given) => connectArguments.safeParse(given),
  'a payload': (given) => encodePayload(given, 'json'),
  'a payload in base64': (given) => encodePayload(given, 'base64'),
  'a payload in hex': (given) => encodePayload(given, 'hex'),
};

/** JSON, and objects with the keys that are looked for and the keys that every object has. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(
    fc.constantFrom(
      'jsonrpc',
      'id',
      'method',
      'params',
      'exp',
      'sub',
      'acl',
      'roles',
      'pub',
      'sub',
      'all',
      'url',
      '__proto__',
      'constructor',
    ),
    fc.oneof(fc.constant('2.0'), fc.jsonValue({ maxDepth: 3 })),
  ),
);

describe('values', () => {
  it.each(Object.entries(values))('%s', (_what, parse) => {
    fc.assert(
      fc.property(value, (given) => expectToSettle(() => parse(given))),
      RUNS,
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('bytes', () => {
  it('a body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => expectToSettle(() => parseJson(bytes, 64))),
      RUNS,
    );
  });

  it('a payload, in whatever encoding it is asked for, comes back as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...PAYLOAD_ENCODING_CHOICES), (bytes, choice) => {
        const { payload, encoding } = decodePayload(Buffer.from(bytes), choice);
        expect(encoding === 'json' || encodePayload(payload, encoding).equals(bytes)).toBe(true);
      }),
      RUNS,
    );
  });
});
