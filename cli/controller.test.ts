import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const servers: Server[] = [];

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function sluice(...arguments_: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const command = [join(folder, 'dist/sluice.js'), 'controller', ...arguments_];
    // Nothing of the environment but where programs are: no kubeconfig of whoever runs the tests.
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder };
    execFile(process.execPath, command, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
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
  for (const server of servers) server.close();
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

  it('ends with one line and exit code 1 if a port is in use', async () => {
    const server = await serving(json(200, apis));
    const { port } = new URL(server);
    const { status, stderr } = await sluice(
      '--kubeconfig',
      kubeconfig(server),
      '--metrics-port',
      port,
      '--health-port',
      '0',
    );
    expect(stderr).toBe(`sluice: metrics port ${port}: already in use\n`);
    expect(status).toBe(1);
  });
});
