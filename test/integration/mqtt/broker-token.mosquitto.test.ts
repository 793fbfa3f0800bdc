/** Access tokens as passwords of brokers: from a real authorization server, checked by the broker, renewed while messages flow. */
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { AccessTokens } from '../../../sidecar/mqtt/access-tokens.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { eventually, openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { startTokenBroker } from '../../support/token-broker.ts';
import { PROGRAM, startTokenProvider } from '../../support/token-provider.ts';

type Oauth2 = NonNullable<NonNullable<ConfigInput['profiles']>['local']>['oauth2'] & object;

const sidecarFor = (url: string, oauth2: Oauth2, more: object = {}) =>
  startTestSidecar({ profiles: { local: { url, username: 'gateway', oauth2, ...more } } });

describe('a profile with oauth2', () => {
  it('connects with a token that the broker checks, got once for all connections', async () => {
    await using provider = await startTokenProvider();
    await using broker = await startTokenBroker(provider.jwksUrl);
    for (const place of [{ issuer: provider.issuer }, { tokenUrl: provider.tokenUrl, clientAuthentication: 'post' as const }]) {
      const before = provider.granted;
      await using sidecar = await sidecarFor(broker.url, { ...PROGRAM, ...place, scope: 'telemetry' });
      const stream = await StreamClient.open(sidecar.origin, 'topic=a');
      await publish(sidecar.origin, 'a', 'x');
      expect(await stream.untilMessages(1)).toHaveLength(1);
      expect(broker.admitted.at(-1)).toMatchObject({ client_id: PROGRAM.clientId, aud: 'mqtt', scope: 'telemetry' });
      expect(provider.granted - before).toBe(1);
      stream.close();
    }
    expect(broker.refused).toBe(0);
  });

  it('says in words why there is no token, and never what the secret is', async () => {
    await using provider = await startTokenProvider();
    await using broker = await startTokenBroker(provider.jwksUrl);
    const lines: string[] = [];
    const failure = async (oauth2: Oauth2) => {
      await using sidecar = await startTestSidecar({ profiles: { local: { url: broker.url, oauth2 } }, log: { level: 'error' } });
      sidecar.log.subscribe((entry) => lines.push(JSON.stringify(entry)));
      return await publish(sidecar.origin, 'a', 'x').catch((error: unknown) => String(error));
    };
    const wrong = { ...PROGRAM, clientSecret: 'a wrong secret' };
    const refused = await failure({ ...wrong, tokenUrl: provider.tokenUrl });
    expect(refused).toMatch(/refused with 502.*No token for the broker could be got from http:.*\/token: it refused with 401/s);
    expect(await failure({ ...PROGRAM, issuer: 'http://127.0.0.1:9' })).toContain('could not be reached');
    provider.isAway = true;
    expect(await failure({ ...PROGRAM, tokenUrl: provider.tokenUrl })).toContain('503');
    expect(refused + lines.join()).not.toMatch(/a wrong secret|the secret of the sidecar/);
  });

  it('waits for an authorization server that is away, and says so to streams', async () => {
    await using provider = await startTokenProvider();
    await using broker = await startTokenBroker(provider.jwksUrl);
    provider.isAway = true;
    await using sidecar = await sidecarFor(
      broker.url,
      { ...PROGRAM, tokenUrl: provider.tokenUrl },
      { reconnect: { minMs: 20, maxMs: 50 } },
    );
    const stream = await StreamClient.open(sidecar.origin, 'topic=a');
    const [event] = await stream.untilNamed('broker');
    expect(event?.data).toContain('No token for the broker');
    provider.isAway = false;
    await until('the stream is connected', () => stream.named('broker').at(-1)?.data.includes('"connected"') === true);
    await publish(sidecar.origin, 'a', 'x');
    expect(await stream.untilMessages(1)).toHaveLength(1);
    stream.close();
  });
});

describe('a token that is renewed under load', () => {
  it('changes nothing for those who read on MQTT 5, and keeps the will silent', async () => {
    await using provider = await startTokenProvider({ ttlSeconds: 4 });
    await using mosquitto = await startMosquitto();
    await using sidecar = await sidecarFor(mosquitto.url, { ...PROGRAM, tokenUrl: provider.tokenUrl }, { clientId: 'renewing' });
    const stream = await StreamClient.open(sidecar.origin, 'topic=load/%23&qos=1');
    const will = await openReadyConnection(mosquitto.url, {
      tokens: new AccessTokens({ settings: { ...PROGRAM, tokenUrl: provider.tokenUrl, clientAuthentication: 'basic' } }),
      will: { topic: 'load/will', payload: Buffer.from('gone'), qos: 1, retain: false },
    });
    const outside = await connectAsync(mosquitto.url);
    onTestFinished(() => outside.endAsync());
    let sent = 0;
    let answered = 0;
    while (provider.granted < 6) {
      await outside.publishAsync('load/1', String(sent), { qos: 1 });
      sent += 1;
      if (sent % 20 === 0) {
        await publish(sidecar.origin, 'answers', String(answered));
        answered += 1;
      }
    }
    await stream.untilMessages(sent);
    expect(stream.payloads).toEqual(Array.from({ length: sent }, (_none, index) => String(index)));
    expect(stream.named('broker')).toEqual([]);
    expect(will.states.map(({ name }) => name)).toEqual(['connected']);
    expect(mosquitto.log().match(/Received DISCONNECT from renewing/g)?.length).toBeGreaterThanOrEqual(1);
    expect(mosquitto.log()).not.toMatch(/renewing .*(?:closed its connection|socket error)/);
    await will.connection.close();
    stream.close();
  });

  it('keeps the session on MQTT 3.1.1 where the profile keeps it', async () => {
    await using provider = await startTokenProvider({ ttlSeconds: 4 });
    await using mosquitto = await startMosquitto({ config: ['max_queued_messages 0'] });
    const tokens = new AccessTokens({ settings: { ...PROGRAM, issuer: provider.issuer, clientAuthentication: 'basic' } });
    const reader = await openReadyConnection(mosquitto.url, { tokens, protocolVersion: 4, cleanStart: false, clientId: 'reader' });
    await reader.connection.subscribe('load', { qos: 1 });
    const outside = await connectAsync(mosquitto.url);
    onTestFinished(() => outside.endAsync());
    let sent = 0;
    while (provider.granted < 4) {
      await outside.publishAsync('load', String(sent), { qos: 1 });
      sent += 1;
    }
    // What was not acknowledged when the connection was renewed comes again.
    await eventually(() => expect([...new Set(reader.texts())]).toEqual(Array.from({ length: sent }, (_none, index) => String(index))));
    expect(reader.states.map(({ name }) => name)).toEqual(['connected']);
    expect(mosquitto.log().match(/Received DISCONNECT from reader/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('is let in with each new token on MQTT 3.1.1, and nothing is lost', async () => {
    await using provider = await startTokenProvider({ ttlSeconds: 2 });
    await using broker = await startTokenBroker(provider.jwksUrl);
    const tokens = new AccessTokens({ settings: { ...PROGRAM, issuer: provider.issuer, clientAuthentication: 'basic' } });
    const reader = await openReadyConnection(broker.url, { tokens, protocolVersion: 4, cleanStart: false, clientId: 'reader' });
    await reader.connection.subscribe('load', { qos: 1 });
    const writer = await openReadyConnection(broker.url, { tokens });
    let sent = 0;
    while (broker.admitted.length < 6) {
      await writer.connection.publish(text('load', String(sent), { qos: 1 }));
      sent += 1;
    }
    // This broker delivers again what was acknowledged right before the DISCONNECT, and lets new messages pass kept ones.
    await eventually(() => expect(new Set(reader.texts())).toEqual(new Set(Array.from({ length: sent }, (_none, index) => String(index)))));
    expect(broker.refused).toBe(0);
    await reached(reader.connection, 'connected');
    await reached(writer.connection, 'connected');
  });
});
