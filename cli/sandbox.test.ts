import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, DEADLINE, firstEvent, newHome, site, versions } from './sandbox.testkit.ts';

const { folder, temporary, run, started, build, remove } = newHome();

const itemsAt = async (kubeconfig: string, path: string) => (await asked(kubeconfig, path)).body.items;
const namesAt = async (kubeconfig: string, path: string) =>
  (await itemsAt(kubeconfig, path)).map(({ metadata }) => metadata.name);

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const SHOP = '/api/v1/namespaces/shop/services';
/** Nothing else of the cluster changes while a test looks. */
const QUIET = ['--no-controller', '--no-demo', '--no-traffic', '--nodes', '0'];
const modeOf = (path: string): number => statSync(path).mode & 0o777;

beforeAll(build);

afterAll(remove);

describe('sluice sandbox, when it cannot start,', () => {
  it('documents every flag', async () => {
    const { status, stdout } = await run('--help').end;
    expect(status).toBe(0);
    const flags = [
      '--port <port>',
      '--kubeconfig <file>',
      '--state <file>',
      '--tls',
      '--nodes <count>',
      '--gateway-port <port>',
      '--metrics-port <port>',
      '--no-traffic',
      '--no-controller',
      '--no-demo',
    ];
    for (const flag of flags) expect(stdout).toContain(flag);
    expect(stdout).toContain('6444');
  });

  it.each<[what: string, args: string[], says: RegExp]>([
    [
      'a word for a port',
      ['--port', 'x'],
      /^error: option '--port <port>' argument 'x' is invalid\. It must be a whole/,
    ],
    ['a port that is too high', ['--port', '65536'], /argument '65536' is invalid/],
    [
      'fewer nodes than none',
      ['--nodes', '-1'],
      /argument '-1' is invalid\. It must be a whole number from 0 to 2000\./,
    ],
    ['an unknown flag', ['--nothing'], /^error: unknown option '--nothing'\n/],
    ['an unknown command', ['cluster'], /^error: (too many arguments for 'sandbox'|unknown command 'cluster')/],
    ['nodes of no cluster', ['nodes'], /^error: required option '--kubeconfig <file>' not specified\n/],
  ])('refuses %s as wrong usage', async (_, args, says) => {
    const { status, stdout, stderr } = await run(...args).end;
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/\nTry "sluice sandbox (nodes )?--help"\.\n$/);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  const at = (name: string) => join(folder, name);
  const written = (name: string, text: string) => {
    writeFileSync(at(name), text);
    return at(name);
  };

  it.each<[what: string, args: () => string[], says: RegExp]>([
    [
      'a state file that is cut off',
      () => ['--state', written('cut.json', '{"format":"sluice-sandbox-state/1","revis')],
      /the state in .*cut\.json cannot be used: it ends in the middle; move the file away to start with an empty cluster$/,
    ],
    [
      'a state folder that cannot be written',
      () => ['--state', join(written('file', ''), 'state.json')],
      /cannot save the state to .*state\.json: its folder is a file$/,
    ],
    [
      'a kubeconfig in a folder that is missing',
      () => ['--kubeconfig', at('nowhere/kubeconfig')],
      /cannot write the kubeconfig .*nowhere\/kubeconfig: no such file or directory$/,
    ],
    [
      'a folder for a kubeconfig',
      () => ['--kubeconfig', folder],
      /cannot write the kubeconfig .*: illegal operation on a directory$/,
    ],
    [
      'a kubeconfig that leads elsewhere',
      () => ['--kubeconfig', written('mine', 'clusters: [{name: production}, {name: sluice-sandbox}]')],
      /^sluice: kubeconfig .*mine: this file is not the sandbox's; choose another with --kubeconfig$/,
    ],
  ])('ends with one line and exit code 1 for %s', async (_, args, says) => {
    const { status, stdout, stderr } = await run('--port', '0', ...args()).end;
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr).toMatch(/^sluice: /);
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves a kubeconfig that leads elsewhere as it is', () => {
    expect(readFileSync(at('mine'), 'utf8')).toContain('production');
  });

  it.each(['--port', '--gateway-port', '--metrics-port'])('names a port that is in use for %s', async (flag) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = await run('--port', '0', flag, `${port}`).end;
    server.close();
    expect(stderr).toBe(`sluice: port ${port} on 127.0.0.1 is in use; choose another with ${flag}\n`);
    expect(status).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('sluice sandbox', () => {
  it('has all definitions and the shop when it says that it is ready, and nothing is left when it ends', async () => {
    const { kubeconfig, stop } = await started();
    expect(await namesAt(kubeconfig, DEFINITIONS)).toHaveLength(9);
    expect(await namesAt(kubeconfig, SHOP)).toEqual(['catalog', 'storefront', 'storefront-canary']);
    expect(modeOf(kubeconfig)).toBe(0o600);
    const { status, stdout, stderr } = await stop();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^A Kubernetes in memory is ready at http:\/\/127\.0\.0\.1:\d+, with the Sluice controller\.\n/,
    );
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves out the shop, the nodes and the controller if told to', async () => {
    const { kubeconfig, stop } = await started(...QUIET);
    expect(await namesAt(kubeconfig, DEFINITIONS)).toHaveLength(9);
    expect((await asked(kubeconfig, '/api/v1/namespaces/shop')).status).toBe(404);
    expect(await namesAt(kubeconfig, '/apis/coordination.k8s.io/v1/leases')).toEqual([]);
    const { stdout } = await stop();
    expect(stdout).toMatch(/^A Kubernetes in memory is ready at http:\/\/127\.0\.0\.1:\d+\.\n/);
    expect(stdout).not.toContain('shop');
  });

  it('shows the shop to its users, and measures what they see', async () => {
    const { gateway, metrics, stop } = await started('--no-controller', '--gateway-port', '0', '--metrics-port', '0');
    const look = () => site(gateway, 'shop.example.com');
    await expect.poll(async () => (await look()).status, { timeout: DEADLINE }).toBe(200);
    expect(await look()).toMatchObject({
      headers: { 'x-sluice-service': expect.stringMatching(/^shop\/storefront/) as string },
    });
    await expect
      .poll(() => versions(metrics, 'sum by (version) (rate(http_requests_total{service!="catalog"}[1m]))'), {
        timeout: DEADLINE,
      })
      .toEqual(['1.0', '2.0']);
    const { status, stdout, stderr } = await stop();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // No line that comes again and again, where nobody watches.
    expect(stdout).not.toContain('requests/s');
  });

  it('runs pods on simulated nodes', async () => {
    const { kubeconfig, stop } = await started('--no-controller', '--no-demo', '--nodes', '1');
    await expect.poll(() => namesAt(kubeconfig, '/api/v1/nodes'), { timeout: DEADLINE }).toEqual(['sluice-node-1']);
    expect(await stop()).toMatchObject({ status: 0, stderr: '' });
  });

  it('runs the controller, which takes its leases', async () => {
    const { kubeconfig, stop } = await started('--no-demo');
    await expect
      .poll(() => namesAt(kubeconfig, '/apis/coordination.k8s.io/v1/leases'), { timeout: DEADLINE })
      .toContainEqual(expect.stringMatching(/^sluice-/));
    expect(await stop()).toMatchObject({ status: 0, stderr: '' });
  });

  it('takes the place of its own kubeconfig only, and keeps it from others', async () => {
    const own = join(folder, 'own');
    const first = await started(...QUIET, '--kubeconfig', own);
    await first.stop();
    chmodSync(own, 0o644);
    const second = await started(...QUIET, '--kubeconfig', own);
    expect(await namesAt(own, '/api/v1/namespaces')).toContain('default');
    expect(modeOf(own)).toBe(0o600);
    await second.stop();
    expect(existsSync(own)).toBe(true);
  });

  it('serves TLS to those who know the token, which is in its kubeconfig', async () => {
    const { kubeconfig, stop } = await started('--tls', '--no-demo');
    expect((await asked(kubeconfig, '/api/v1/namespaces')).status).toBe(200);
    const guess = join(folder, 'guess');
    writeFileSync(guess, readFileSync(kubeconfig, 'utf8').replace(/token: .*/, 'token: guess'));
    expect((await asked(guess, '/api/v1/namespaces')).status).toBe(401);
    expect(await stop()).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('sluice sandbox --state', () => {
  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])('saves on %s and goes on where it was', async (signal) => {
    const state = join(folder, `${signal}/state.json`);
    const first = await started(...QUIET, '--state', state);
    await expect
      .poll(() => namesAt(first.kubeconfig, '/api/v1/serviceaccounts'), { timeout: DEADLINE })
      .toHaveLength(4);
    const made = (await asked(first.kubeconfig, CONFIG_MAPS, configMap('kept'))).body;
    const before = await itemsAt(first.kubeconfig, DEFINITIONS);
    expect(await first.stop(signal)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('saved') as string,
    });
    expect(modeOf(state)).toBe(0o600);

    const second = await started(...QUIET, '--state', state);
    expect(await itemsAt(second.kubeconfig, CONFIG_MAPS)).toMatchObject([{ metadata: made.metadata }]);
    expect(await itemsAt(second.kubeconfig, DEFINITIONS)).toEqual(before);
    const event = firstEvent(
      second.kubeconfig,
      `${CONFIG_MAPS}?watch=1&resourceVersion=${made.metadata.resourceVersion}&timeoutSeconds=60`,
    );
    await asked(second.kubeconfig, CONFIG_MAPS, configMap('new'));
    expect(await event).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'new' } } });
    await second.stop(signal);
    expect(readdirSync(join(folder, signal))).toEqual(['state.json']);
  });

  it('saves a cluster that nobody has touched', async () => {
    const state = join(folder, 'untouched.json');
    await (await started(...QUIET, '--state', state)).stop();
    expect(modeOf(state)).toBe(0o600);
  });

  it('brings the shop into a new cluster only', async () => {
    const state = join(folder, 'shopless.json');
    await (await started(...QUIET, '--state', state)).stop();
    const second = await started('--no-controller', '--state', state);
    expect((await asked(second.kubeconfig, '/api/v1/namespaces/shop')).status).toBe(404);
    await second.stop();
  });
});
