import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { systemClock } from '../../kube/clock.ts';
import { serving } from '../../kube/servers.testkit.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import { selfSigned } from '../../sandbox/certificate.ts';
import { type Directory, pluginDirectory } from './plugin-directory.ts';

const CALL = { kind: 'trafficRouterPlugins', plugin: 'acme/edge', path: 'traffic/state', body: { a: 1 } } as const;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const told = ({ effects }: Directory, input: unknown) => effects['plugin']?.(input, run);
const run = { key: 'k', signal: new AbortController().signal };

/** What the cluster holds can be changed, time passes by hand, and reads are counted. */
function directoryOf(objects: Readonly<Record<string, object>>) {
  let ahead = 0;
  const held = { ...objects };
  const reads: string[] = [];
  const client = {
    get: (ref: Ref) => {
      reads.push(`${ref.kind} ${ref.namespace}/${ref.name}`);
      const found = held[ref.kind];
      if (found instanceof Error) return Promise.reject(found);
      return Promise.resolve(found as KubeObject | undefined);
    },
  };
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ahead };
  const directory = pluginDirectory({ client, namespace: 'sluice', clock });
  return { directory, held, reads, pass: (ms: number) => (ahead += ms) };
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
