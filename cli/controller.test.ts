import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, certificateFolder } from '../controller/runtime/webhook.testkit.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { Sandbox } from '../sandbox/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const servers: Server[] = [];
const children: ChildProcess[] = [];
const certificate = certificateFolder();

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the environment but where programs are: no kubeconfig of whoever runs the tests. */
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder };
const commandOf = (arguments_: readonly string[]) => [join(folder, 'dist/sluice.js'), 'controller', ...arguments_];

function sluice(...arguments_: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      commandOf(arguments_),
      { env, timeout: 60_000, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });
}

/** A controller at work, and the lines of its log as they come. */
function running(...arguments_: string[]) {
  const child = spawn(process.execPath, commandOf(arguments_), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const find = (message: string) => log.split('\n').find((line) => line.includes(`"msg":"${message}"`));
  const said = async (message: string) => {
    await expect.poll(() => find(message), { timeout: 60_000 }).toBeDefined();
    return JSON.parse(find(message) ?? '') as Readonly<Record<string, unknown>>;
  };
  const stop = async () => {
    child.kill('SIGTERM');
    return (await once(child, 'exit')) as [code: number | null];
  };
  return { said, stop };
}

function kubeconfig(server: string, more: object = {}): string {
  const file = join(folder, `config-${Math.random().toString(36).slice(2)}`);
  const named = { name: 'a', cluster: { server, ...more } };
  const contexts = [{ name: 'a', context: { cluster: 'a', user: 'a' } }];
  const config = {
    clusters: [named],
    users: [{ name: 'a', user: { token: 'top-secret' } }],
    contexts,
    'current-context': 'a',
  };
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }));
  return file;
}

function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

const apis = { kind: 'APIGroupList', groups: [] };
const json =
  (status: number, body: object): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

beforeAll(() => {
  execFileSync(process.execPath, ['--import', 'tsx', 'build.ts', join(folder, 'dist')]);
  copyFileSync('package.json', join(folder, 'package.json'));
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) server.close();
  certificate.remove();
  rmSync(folder, { recursive: true });
});

describe('sluice controller', () => {
  it('documents every flag', async () => {
    const { status, stdout } = await sluice('--help');
    expect(status).toBe(0);
    for (const flag of ['--kubeconfig FILE', '--shards N', '--lease-namespace NAME', '--dry-run', '--health-port PORT'])
      expect(stdout).toContain(flag);
  });

  it.each<[what: string, args: string[], says: RegExp]>([
    ['an unknown flag', ['--shard', '3'], /^sluice: unknown option '--shard'\nTry "sluice controller --help"\.\n$/],
    ['a bad value', ['--shards', '0'], /^sluice: --shards "0": too small: expected number to be >=1\nTry /],
    ['half of two flags', ['--webhook-port', '0'], /^sluice: --webhook-port needs --webhook-cert-dir\nTry /],
  ])('refuses %s as wrong usage', async (_, args, says) => {
    const { status, stderr } = await sluice(...args);
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
  });

  const broken = join(folder, 'broken');
  writeFileSync(broken, '{"apiVersion": "v1", clusters: [');

  it.each<[what: string, config: () => string | Promise<string>, says: RegExp]>([
    ['a kubeconfig that is missing', () => join(folder, 'nowhere'), /nowhere: no such file$/],
    ['a kubeconfig that is malformed', () => broken, /broken: not YAML/],
    [
      'a server that is not there',
      () => kubeconfig('http://127.0.0.1:1'),
      /http:\/\/127\.0\.0\.1:1: connection refused$/,
    ],
    [
      'a server that is none of Kubernetes',
      async () => kubeconfig(await serving((_, response) => response.end('<html>hello</html>'))),
      /: this is not a Kubernetes API server$/,
    ],
    [
      'a token that has expired',
      async () =>
        kubeconfig(await serving(json(401, { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' }))),
      /401 Unauthorized/,
    ],
  ])('ends with one line and exit code 1 for %s', async (_, config, says) => {
    const { status, stderr } = await sluice(
      '--kubeconfig',
      await config(),
      '--metrics-port',
      '0',
      '--health-port',
      '0',
    );
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr).toMatch(/^sluice: /);
    expect(stderr).not.toContain('top-secret');
    expect(status).toBe(1);
  });

  it.each(['metrics', 'webhook', 'health'])(
    'ends with one line and exit code 1 if the %s port is in use',
    async (name) => {
      const server = await serving(json(200, apis));
      const { port } = new URL(server);
      const ports = ['metrics', 'webhook', 'health'].flatMap((one) => [`--${one}-port`, one === name ? port : '0']);
      const { status, stderr } = await sluice(
        '--kubeconfig',
        kubeconfig(server),
        '--webhook-cert-dir',
        certificate.folder,
        ...ports,
      );
      expect(stderr).toBe(`sluice: ${name} port ${port}: already in use\n`);
      expect(status).toBe(1);
    },
  );

  it('ends with one line and exit code 1 if the webhook has no certificate', async () => {
    const server = await serving(json(200, apis));
    const ports = ['metrics', 'webhook', 'health'].flatMap((one) => [`--${one}-port`, '0']);
    const { status, stderr } = await sluice(
      '--kubeconfig',
      kubeconfig(server),
      '--webhook-cert-dir',
      join(folder, 'nowhere'),
      ...ports,
    );
    expect(stderr).toMatch(/^sluice: webhook certificate .*nowhere\/tls\.crt: ENOENT.*\n$/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });
});

describe('the webhook of the controller', () => {
  const lock = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'argo-rollouts-controller-lock', namespace: 'default' },
    spec: { holderIdentity: 'another', leaseDurationSeconds: 3600, renewTime: '2026-01-01T00:00:00.000000Z' },
  };
  const request = {
    uid: 'u-1',
    kind: { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout' },
    operation: 'CREATE',
    object: { metadata: { name: 'web' }, spec: {} },
  };
  const review = JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request });
  let cluster: Sandbox;

  beforeAll(async () => {
    const options = { port: 0, tls: false, clock, random: Math.random, onProblem: () => {} };
    cluster = await Sandbox.start({ ...options, objects: [lock] });
  });
  afterAll(() => cluster.stop());

  it('is served over TLS by every replica, whoever is in charge, until it is told to stop', async () => {
    const flags = ['--kubeconfig', kubeconfig(cluster.url), '--webhook-cert-dir', certificate.folder];
    const ports = ['metrics', 'webhook', 'health'].flatMap((one) => [`--${one}-port`, '0']);
    const replicas = [running(...flags, ...ports), running(...flags, ...ports)];
    const asked = async ({ said }: ReturnType<typeof running>) => {
      const port = Number((await said('webhook listens'))['port']);
      await said('another controller is in charge: looking on');
      return { port, answer: await ask(port, certificate.first.certificate, review) };
    };
    const webhooks = await Promise.all(replicas.map(asked));
    for (const { answer } of webhooks)
      expect(JSON.parse(answer.text)).toMatchObject({ response: { uid: 'u-1', allowed: false } });
    expect(await Promise.all(replicas.map(({ stop }) => stop()))).toEqual([
      [0, null],
      [0, null],
    ]);
    for (const { port } of webhooks)
      await expect(ask(port, certificate.first.certificate, review)).rejects.toThrow('ECONNREFUSED');
  });
});
