import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate as isConfigMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as isDeployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as isIngress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as isDisruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { validate as isSecret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as isService } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from '../../../scripts/root.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { loadValid } from '../../support/load-config.ts';

const folder = join(root, 'docs/deployment');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('the Kubernetes manifests', () => {
  const schemas: Readonly<Record<string, (data: unknown) => boolean>> = {
    'configmap.yaml': isConfigMap,
    'deployment.yaml': isDeployment,
    'disruption-budget.yaml': isDisruptionBudget,
    'ingress.yaml': isIngress,
    'secret.yaml': isSecret,
    'service.yaml': isService,
  };
  const manifests = readdirSync(join(folder, 'kubernetes')).filter((name) => name !== 'kustomization.yaml');

  it.each(manifests)('%s is what the API takes, and part of the kustomization', (name) => {
    expect(schemas[name]?.(parse(read(`kubernetes/${name}`)))).toBe(true);
    expect(parse(read('kubernetes/kustomization.yaml'))).toMatchObject({ resources: expect.arrayContaining([name]) });
  });

  it('have a validator that refuses what the API does not take', () => {
    expect(isDeployment({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 'two' } })).toBe(false);
  });

  it('give the sidecar a configuration that it accepts, with its secrets where they are mounted', () => {
    const { data } = z.object({ data: z.record(z.string(), z.string()) }).parse(parse(read('kubernetes/configmap.yaml')));
    const text = data['mqttx-sse-server.yaml'] ?? '';
    const { config } = loadValid({
      argv: ['--config', '/etc/mqttx-sse-server/mqttx-sse-server.yaml'],
      env: { POD_NAME: 'pod-1' },
      files: {
        '/etc/mqttx-sse-server/mqttx-sse-server.yaml': text,
        '/run/secrets/mqttx-sse-server/token': 'one',
        '/run/secrets/mqttx-sse-server/admin-token': 'another',
      },
    });
    expect(config).toMatchObject({ auth: { mode: 'token', token: 'one' }, cluster: { instanceId: 'pod-1' }, history: { store: 'redis' } });
    expect(read('kubernetes/deployment.yaml')).toContain('mountPath: /run/secrets/mqttx-sse-server,');
  });
});

describe('the compose file', () => {
  const services = z
    .object({ services: z.record(z.string(), z.looseObject({ environment: z.record(z.string(), z.string()).optional() })) })
    .parse(parse(read('compose.yaml'))).services;

  it('gives the sidecar an environment that it accepts', () => {
    const env = Object.entries(services['sidecar']?.environment ?? {}).map(([name, value]) => [
      name,
      value.replace(/^\$\{\w+:-(.*)\}$/, '$1').replace(/^\$\{\w+:\?.*\}$/, 'a-token'),
    ]);
    const { config } = loadValid({ env: z.record(z.string(), z.string()).parse(Object.fromEntries(env)) });
    expect(config).toMatchObject({
      auth: { mode: 'token' },
      server: { trustProxy: 1, publicUrl: 'http://localhost:8080' },
      profiles: { plant: { url: 'mqtt://mosquitto:1883' } },
      cluster: { redisUrl: 'redis://redis:6379' },
    });
  });

  it('builds from files that exist', () => {
    expect(services['sidecar']).toMatchObject({ build: { context: '../..', dockerfile: 'docs/deployment/Dockerfile' }, read_only: true });
    expect(existsSync(join(folder, 'compose-nginx.conf'))).toBe(true);
  });
});

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile').split('\n');

  it('takes the Node that the project runs on, and runs as nobody special', () => {
    const major = /^(\d+)/.exec(readFileSync(join(root, '.nvmrc'), 'utf8'))?.[1];
    const bases = instructions.filter((line) => line.startsWith('FROM '));
    expect(bases.every((line) => line.startsWith(`FROM node:${major}-`))).toBe(true);
    expect(instructions).toContain('USER node');
  });

  it('copies what exists, and sets nothing but settings', () => {
    const copied = /COPY (package\.json.*) \.\//.exec(read('Dockerfile'))?.[1]?.split(' ') ?? [];
    expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    expect(copied).not.toEqual([]);
    const env = Object.fromEntries(
      [...read('Dockerfile').matchAll(/(MQTTX_SSE_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const token = { MQTTX_SSE_AUTH_MODE: 'token', MQTTX_SSE_AUTH_TOKEN: 'one' };
    expect(loadValid({ env: { ...env, ...token } }).config).toMatchObject({
      server: { host: '0.0.0.0' },
      embeddedBroker: { enabled: false },
    });
  });
});

describe('idle connections to the sidecar', () => {
  it('are ended by the proxy first: one that the sidecar closes at that moment would cost a POST', async () => {
    await using sidecar = await startTestSidecar();
    const { headers } = await fetch(`${sidecar.origin}/health/live`, { headers: { Connection: 'keep-alive' } });
    const kept = Number(/^timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]);
    const transport = z.object({ forwardingTimeouts: z.object({ idleConnTimeout: z.string() }) });
    const { http } = z
      .object({ http: z.object({ serversTransports: z.record(z.string(), transport) }) })
      .parse(parse(read('traefik-dynamic.yaml')));
    const ofProxies = [
      /keepalive_timeout (\d+)s;/.exec(read('nginx.conf'))?.[1],
      /keepalive_timeout (\d+)s;/.exec(read('compose-nginx.conf'))?.[1],
      ...Object.values(http.serversTransports).map(({ forwardingTimeouts }) => /^(\d+)s$/.exec(forwardingTimeouts.idleConnTimeout)?.[1]),
    ];
    expect(ofProxies).toHaveLength(3);
    for (const seconds of ofProxies) expect(Number(seconds)).toBeLessThan(kept);
  });
});

describe('the systemd unit', () => {
  it('starts what the build makes, with time to stop', () => {
    const unit = read('mqttx-sse-server.service');
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node \/opt\/mqttx-sse-server\/dist\/sidecar\/main\.js --config /m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
  });
});

describe('the Traefik files', () => {
  it('name entry points, services and files that belong together', () => {
    const fixed = z
      .object({ entryPoints: z.record(z.string(), z.unknown()), providers: z.object({ file: z.object({ filename: z.string() }) }) })
      .parse(parse(read('traefik.yaml')));
    const router = z.object({ entryPoints: z.array(z.string()), service: z.string() });
    const { http } = z
      .object({ http: z.object({ routers: z.record(z.string(), router), services: z.record(z.string(), z.unknown()) }) })
      .parse(parse(read('traefik-dynamic.yaml')));
    expect(fixed.providers.file.filename).toMatch(/\/traefik-dynamic\.yaml$/);
    for (const { entryPoints, service } of Object.values(http.routers)) {
      expect(Object.keys(fixed.entryPoints)).toEqual(expect.arrayContaining(entryPoints));
      expect(Object.keys(http.services)).toContain(service);
    }
  });
});
