import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createProtectedResource } from '../../../sidecar/security/protected-resource.ts';

const issuer = 'https://issuer.example';

function resource(audience: string | string[], publicUrl?: string) {
  return createProtectedResource({ server: { basePath: '/mqttx', publicUrl }, oauth2: { issuer, audience } });
}

function asked(host = 'localhost:4000'): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers.host = host;
  return request;
}

describe('what the server tells about itself as a resource', () => {
  it('names the issuer, the scopes and how a token is sent', () => {
    expect(resource('mqtt').metadata(asked(), '/mqttx/mcp')).toEqual({
      resource: 'http://localhost:4000/mqttx/mcp',
      authorization_servers: [issuer],
      scopes_supported: ['mqtt:connect', 'mqtt:subscribe', 'mqtt:publish', 'mqtt:admin'],
      bearer_methods_supported: ['header'],
      resource_name: 'MQTTX SSE Server',
    });
  });

  it.each([
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://localhost:4000/', 'http://localhost:4000/'],
    ['http://localhost:4000/mqttx', 'http://localhost:4000/mqttx'],
    ['http://localhost:4000/mqttx/mcp', 'http://localhost:4000/mqttx/mcp'],
    ['http://localhost:4000/mqttx/mc', 'http://localhost:4000/mqttx/mcp'],
    ['http://localhost:4001', 'http://localhost:4000/mqttx/mcp'],
    ['https://localhost:4000', 'http://localhost:4000/mqttx/mcp'],
    ['mqtt', 'http://localhost:4000/mqttx/mcp'],
  ])('with the audience %s it is the resource %s', (audience, expected) => {
    expect(resource(['other', audience]).metadata(asked(), '/mqttx/mcp')).toHaveProperty('resource', expected);
  });

  it('stands below the public address', () => {
    const gateway = resource('mqtt', 'https://iot.example/gateway/');
    expect(gateway.metadata(asked(), '/mqttx/sse')).toHaveProperty('resource', 'https://iot.example/gateway/mqttx/sse');
    expect(gateway.address(asked(), '/mqttx/sse')).toBe('https://iot.example/gateway/.well-known/oauth-protected-resource/mqttx/sse');
  });

  it('is told for what is served, and for the server as a whole', () => {
    const one = resource('mqtt');
    expect(one.metadata(asked(), '')).toHaveProperty('resource', 'http://localhost:4000');
    expect(one.metadata(asked(), '/other')).toBeUndefined();
    expect(one.metadata(asked(), '/mqttx-other')).toBeUndefined();
    expect(one.address(asked(), '/other')).toBe('http://localhost:4000/.well-known/oauth-protected-resource');
  });
});
