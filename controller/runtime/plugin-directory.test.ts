import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Patch } from '../../kube/client.ts';
import { systemClock } from '../../kube/clock.ts';
import { KubeError } from '../../kube/errors.ts';
import { serving } from '../../kube/servers.testkit.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import { selfSigned } from '../../sandbox/certificate.ts';
import { type Directory, pluginDirectory } from './plugin-directory.ts';
import { recordHolder, recordIn } from './plugin-records.ts';

const CALL = { kind: 'trafficRouterPlugins', plugin: 'acme/edge', path: 'traffic/state', body: { a: 1 } } as const;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const told = ({ effects }: Directory, input: unknown) => effects['plugin']?.(input, run);
const run = { key: 'k', signal: new AbortController().signal };

/** What the cluster holds can be changed, time passes by hand, and reads are counted. */
function directoryOf(objects: Readonly<Record<string, object>>) {
  let ahead = 0;
  const held = { ...objects };
  const reads: string[] = [];
  const writes: [verb: string, what: object][] = [];
  const client = {
    get: (ref: Ref) => {
      reads.push(`${ref.kind} ${ref.namespace}/${ref.name}`);
      const found = held[ref.kind];
      if (found instanceof Error) return Promise.reject(found);
      return Promise.resolve(found as KubeObject | undefined);
    },
    create: (object: KubeObject) => written('create', object),
    patch: (_: Ref, patch: Patch) => written('patch', patch),
  };
  const written = (verb: string, what: object) => {
    const isThere = verb === 'create' && writes.length > 0;
    if (held['Lease'] instanceof Error) return Promise.reject(held['Lease']);
    writes.push([verb, what]);
    const taken = { status: { reason: 'AlreadyExists' } };
    return isThere ? Promise.reject(new KubeError('create', 409, taken)) : Promise.resolve(what as KubeObject);
  };
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ahead };
  const directory = pluginDirectory({ client, namespace: 'sluice', clock });
  return { directory, held, reads, writes, pass: (ms: number) => (ahead += ms) };
}

const settings = (entry: string) => ({ data: { trafficRouterPlugins: `[{name: acme/edge, ${entry}}]` } });

it('asks with the certificate of a Secret, and with the next one once it is renewed', async () => {
  const [plugin, first, second] = [selfSigned(new Date()), selfSigned(new Date()), selfSigned(new Date())];
  const tls = { key: plugin.key, cert: plugin.certificate };
  const seen: unknown[] = [];
  const { url } = await serving(
    (request, response) => {
      const { raw } = (request.socket as TLSSocket).getPeerCertificate();
      seen.push([request.url, new X509Certificate(raw).toString().trim()]);
      response.end('{"shown":[]}');
    },
    { ...tls, requestCert: true, rejectUnauthorized: false },
  );
  const secretOf = ({ key, certificate }: typeof first) => ({
    data: { 'tls.key': base64(key), 'tls.crt': base64(certificate), 'ca.crt': base64(plugin.certificate) },
  });
  const world = directoryOf({
    ConfigMap: settings(`endpoint: "${url}/base", tls: {secretRef: {name: mine}}`),
    Secret: secretOf(first),
  });
  const { directory, held, reads, pass } = world;
  expect(await directory.ask(CALL)).toEqual({ answer: { shown: [] } });
  await directory.ask(CALL);
  expect(reads).toEqual(['ConfigMap sluice/argo-rollouts-config', 'Secret sluice/mine']);
  held['Secret'] = secretOf(second);
  pass(15_000);
  await directory.ask(CALL);
  const shown = [first, first, second].map(({ certificate }) => certificate.trim());
  expect(seen).toEqual(shown.map((one) => ['/base/v1/traffic/state', one]));
  await directory.close();
});

it.each<[what: string, objects: Readonly<Record<string, object>>, reply: object]>([
  [
    'no ConfigMap',
    {},
    { refused: 'is not among the trafficRouterPlugins of ConfigMap sluice/argo-rollouts-config: see docs/plugins.md' },
  ],
  ['a ConfigMap that cannot be read', { ConfigMap: new Error('forbidden') }, { problem: 'forbidden' }],
  [
    'a list that is none',
    { ConfigMap: { data: { trafficRouterPlugins: '5' } } },
    { refused: expect.stringContaining('is no list') },
  ],
  ['a plugin that is disabled', { ConfigMap: settings('disabled: true') }, { disabled: true }],
  [
    'a Secret that is not there',
    { ConfigMap: settings('endpoint: "https://a.test", tls: {secretRef: {name: mine}}') },
    { problem: 'Secret sluice/mine is not there' },
  ],
  [
    'a Secret that holds no certificate',
    {
      ConfigMap: settings('endpoint: "https://127.0.0.1:9", tls: {secretRef: {name: mine}}'),
      Secret: { data: { 'tls.key': base64('hush'), 'tls.crt': base64('hush') } },
    },
    { problem: expect.not.stringContaining('hush') },
  ],
])('%s: says so, and an effect fails', async (_, objects, reply) => {
  const { directory } = directoryOf(objects);
  expect(await directory.ask(CALL)).toEqual(reply);
  await expect(told(directory, CALL)).rejects.toThrow(/^plugin acme\/edge: ./);
});

it('an effect carries its key, and fails where the plugin refuses', async () => {
  const keys: unknown[] = [];
  const { url } = await serving((request, response) => {
    keys.push(request.headers['idempotency-key']);
    response.writeHead(keys.length === 1 ? 204 : 409).end();
  });
  const { directory } = directoryOf({ ConfigMap: settings(`endpoint: "${url}"`) });
  await told(directory, CALL);
  await expect(told(directory, CALL)).rejects.toThrow('plugin acme/edge: answered 409');
  expect(keys).toEqual(['k', 'k']);
  await directory.close();
});

it('remembers what a step was answered until it is asked under another key', async () => {
  let asked = 0;
  const { url } = await serving((_, response) => {
    asked++;
    if (asked === 1) response.writeHead(500).end('{"message":"busy"}');
    else response.end('{"phase":"Successful"}');
  });
  const { directory } = directoryOf({
    ConfigMap: { data: { stepPlugins: `[{name: acme/soak, endpoint: "${url}"}]` } },
  });
  const call = { kind: 'stepPlugins', plugin: 'acme/soak', path: 'step/run', body: {} } as const;
  const tell = (key: string, plugin: string = call.plugin) =>
    directory.effects['plugin-step']?.({ owner: 'uid', call: { ...call, plugin } }, { ...run, key });
  const replies = () => Object.entries(directory.heard('uid')).map(([key, { reply }]) => [key, reply]);
  for (const key of ['a', 'a', 'b', 'b']) await tell(key);
  expect(asked).toBe(2);
  expect(replies()).toEqual([
    ['a', { refusal: 'answered 500: busy' }],
    ['b', { answer: { phase: 'Successful' } }],
  ]);
  for (const key of ['c', 'd', 'e']) await tell(key, 'acme/none');
  expect(replies().map(([key]) => key)).toEqual(['b', 'c', 'd', 'e']);
  expect(directory.heard('other')).toEqual({});
  expect(await directory.standing('stepPlugins', 'acme/soak')).toEqual({ answer: null });
  expect(await directory.standing('stepPlugins', 'acme/none')).toEqual({ refused: expect.any(String) });
  await directory.close();
});

describe('what a router is told', () => {
  const body = {
    rollout: { namespace: 'shop', name: 'web', uid: 'uid-1' },
    services: { canary: 'c', stable: 's' },
    config: { listener: 'public' },
    split: {},
  };
  const split = { ...CALL, path: 'traffic/split', body, owner: 'uid-1', routes: 'print' };

  it('is written down before, whatever comes of the call, and known again once it was heard', async () => {
    let isWritten: boolean | undefined;
    let status = 500;
    const { url } = await serving((_, response) => {
      isWritten ??= writes.length > 0;
      response.writeHead(status).end('{}');
    });
    const { directory, writes } = directoryOf({ ConfigMap: settings(`endpoint: "${url}"`) });
    await expect(told(directory, split)).rejects.toThrow('answered 500');
    expect([isWritten, directory.told('uid-1', 'acme/edge')]).toEqual([true, undefined]);
    const [, record] = writes[0] as [string, KubeObject];
    expect(recordIn(record)).toMatchObject({
      plugin: 'acme/edge',
      rollout: body.rollout,
      services: body.services,
      config: body.config,
    });
    expect(recordHolder(record)).toEqual(['uid-1']);
    expect(record).toMatchObject({
      kind: 'Lease',
      metadata: { namespace: 'sluice' },
      spec: { holderIdentity: 'uid-1' },
    });
    status = 200;
    await told(directory, split);
    expect(writes.map(([verb]) => verb)).toEqual(['create', 'create', 'patch']);
    expect([directory.told('uid-1', 'acme/edge'), directory.told('uid-2', 'acme/edge')]).toEqual(['print', undefined]);
    await directory.close();
  });

  it('is not told what cannot be written down', async () => {
    const { url } = await serving((_, response) => response.end('{}'));
    const { directory, held } = directoryOf({ ConfigMap: settings(`endpoint: "${url}"`) });
    held['Lease'] = new Error('leases is forbidden');
    await expect(told(directory, split)).rejects.toThrow('plugin acme/edge: leases is forbidden');
    expect(directory.told('uid-1', 'acme/edge')).toBeUndefined();
    await directory.close();
  });

  it('leaves no record where there is no such plugin', async () => {
    const { directory, writes } = directoryOf({});
    await expect(told(directory, split)).rejects.toThrow('is not among');
    expect(writes).toEqual([]);
  });

  it.each<[what: string, object: object]>([
    ['no Lease', { kind: 'ConfigMap', metadata: { annotations: { 'sluice.dev/told': '{}' } } }],
    ['one without a record', { kind: 'Lease', metadata: {} }],
    ['one that holds something else', { kind: 'Lease', metadata: { annotations: { 'sluice.dev/told': 'null' } } }],
    ['one that nobody can read', { kind: 'Lease', metadata: { annotations: { 'sluice.dev/told': '{' } } }],
  ])('is not read from %s', (_, object) => {
    expect([recordIn(object as KubeObject), recordHolder(object as KubeObject)]).toEqual([undefined, []]);
  });
});
