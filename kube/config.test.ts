import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from './access.ts';
import { base64, FAR, kubeconfig, PAST, plugin, temporaryFolder, tokenPlugin, waitsFor } from './auth.testkit.ts';
import { manualClock } from './clock.testkit.ts';
import { type AccessOptions, loadAccess } from './config.ts';
import type { ExecSettings, UserSettings } from './kubeconfig.ts';

const server = 'https://api.example.test:6443';
let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});

const load = (options: Partial<AccessOptions>) =>
  loadAccess({ env: {}, clock: manualClock(), serviceAccount: join(folder, 'none'), ...options });

const accessAs = (user: UserSettings | undefined, options: Partial<AccessOptions> = {}) =>
  load({ kubeconfig: kubeconfig(folder, { cluster: { server }, ...(user && { user }) }), ...options });

const exec = (command: string, more: Omit<ExecSettings, 'command'> = {}): UserSettings => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, ...more },
});

/** Writes a file in the test's folder; its path. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Environment and files as in a pod. */
function pod(): Pick<AccessOptions, 'env' | 'serviceAccount'> {
  file('account/token', 'pod-token');
  file('account/ca.crt', 'authority');
  file('account/namespace', 'shop\n');
  return {
    env: { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' },
    serviceAccount: join(folder, 'account'),
  };
}

const named = (name: string) => kubeconfig(folder, { name, cluster: { server: `https://${name}.test` } });

describe('a cluster is found', () => {
  it('by the path that is given, whatever else there is', async () => {
    const env = { ...pod().env, KUBECONFIG: named('environment') };
    expect((await load({ ...pod(), env, kubeconfig: named('given') })).server).toBe('https://given.test');
  });

  it('by KUBECONFIG, before the pod is looked at', async () => {
    const env = { ...pod().env, KUBECONFIG: named('environment') };
    expect((await load({ ...pod(), env })).server).toBe('https://environment.test');
  });

  it('in the first of several files that has it, as if missing and empty ones were not listed', async () => {
    const list = [join(folder, 'missing'), file('empty', '# nothing yet\n'), named('one'), named('two')];
    const env = { KUBECONFIG: list.join(':') };
    expect((await load({ env })).server).toBe('https://one.test');
    expect((await load({ env, context: 'two' })).server).toBe('https://two.test');
  });

  it('by the first of several files that name one alike', async () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    for (const path of [first, second]) mkdirSync(path);
    const files = [first, second].map((path) =>
      kubeconfig(path, { cluster: { server: `https://${path.length}.test` } }),
    );
    expect((await load({ env: { KUBECONFIG: files.join(':') } })).server).toBe(`https://${first.length}.test`);
  });

  it('by the service account of a pod', async () => {
    const access = await load(pod());
    expect(access).toMatchObject({ server: 'https://10.0.0.1:443', namespace: 'shop' });
    expect(await access.credentials()).toEqual({
      headers: { authorization: 'Bearer pod-token' },
      tls: { ca: 'authority' },
    });
  });

  it('by the service account of a pod in an IPv6 network', async () => {
    const { serviceAccount = '' } = pod();
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect((await load({ env, serviceAccount })).server).toBe('https://[fd00::1]:443');
  });

  it('in the home folder, if a pod has no service account or a context is asked for', async () => {
    const contexts = [{ name: 'home', context: { cluster: 'c' } }];
    const clusters = [{ name: 'c', cluster: { server } }];
    file('.kube/config', JSON.stringify({ 'current-context': 'home', contexts, clusters }));
    const env = { ...pod().env, HOME: folder };
    expect((await load({ env })).server).toBe(server);
    expect((await load({ ...pod(), env, context: 'home' })).server).toBe(server);
  });

  it('with the namespace of its context, else `default`, without the slash or the password of its URL', async () => {
    const path = kubeconfig(folder, {
      cluster: { server: 'https://me:secret@rancher.test/k8s/a/' },
      namespace: 'shop',
    });
    expect(await load({ kubeconfig: path })).toMatchObject({ server: 'https://rancher.test/k8s/a', namespace: 'shop' });
    expect((await load({ kubeconfig: named('plain') })).namespace).toBe('default');
  });
});

describe('what is wrong is said in one line', () => {
  const context = (cluster: string, user?: string) =>
    JSON.stringify({
      'current-context': 'a',
      contexts: [{ name: 'a', context: { cluster, user } }],
      clusters: [
        { name: 'here', cluster: { server } },
        { name: 'empty', cluster: {} },
        { name: 'odd', cluster: { server: 'secret:6443' } },
        { name: 'socks', cluster: { server, 'proxy-url': 'socks5://me:secret@proxy:1080' } },
      ],
      users: [
        { name: 'idle', user: { exec: {} } },
        { name: 'chatty', user: { exec: { command: 'ask', interactiveMode: 'Always' } } },
      ],
    });

  it.each<[name: string, content: string, says: string]>([
    [
      'a quote that does not end',
      'token: "secret',
      'not YAML: unexpected end of the stream within a double quoted scalar at line 1, column 15',
    ],
    ['an alias nobody knows', 'token: *secret', 'not YAML: unidentified alias at line 1, column 9'],
    ['another kind of object', '{"apiVersion": "v1", "kind": "Pod"}', 'not a kubeconfig'],
    ['no object', 'secret', 'not a kubeconfig'],
    ['nothing', '', 'no current-context'],
    ['no current context', 'kind: Config', 'no current-context'],
    ['a missing context', 'current-context: a', 'no context "a"'],
    ['a missing cluster', context('b'), 'context "a" refers to cluster "b", which it does not contain'],
    ['a missing user', context('here', 'u'), 'context "a" refers to user "u", which it does not contain'],
    ['a cluster without a server', context('empty'), 'cluster "empty": no server'],
    [
      'a server that is no URL',
      context('odd'),
      'cluster "odd": server is not a URL that starts with https:// or http://',
    ],
    ['a socks proxy', context('socks'), 'cluster "socks": proxy-url: socks proxies are not supported, only http ones'],
    ['a plugin without a command', context('here', 'idle'), 'user "idle": exec has no command'],
    [
      'a plugin that asks people',
      context('here', 'chatty'),
      'user "chatty": exec plugin "ask" needs a terminal (interactiveMode: Always)',
    ],
  ])('%s', async (_, content, says) => {
    const path = file('config', content);
    await expect(load({ kubeconfig: path })).rejects.toThrow(new ConfigError(`kubeconfig ${path}: ${says}`));
  });

  it('a file that is not there', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await expect(load({ kubeconfig: one })).rejects.toThrow(new ConfigError(`kubeconfig ${one}: no such file`));
    const env = { KUBECONFIG: `${one}:${two}` };
    await expect(load({ env })).rejects.toThrow(new ConfigError(`kubeconfig ${one}, ${two}: no such file`));
  });

  it('a folder instead of a file', async () => {
    const says = new ConfigError(`kubeconfig ${folder}: a folder, not a file`);
    await expect(load({ kubeconfig: folder })).rejects.toThrow(says);
  });

  it.skipIf(process.getuid?.() === 0)('a file that others keep to themselves', async () => {
    const path = file('config', '');
    chmodSync(path, 0);
    await expect(load({ kubeconfig: path })).rejects.toThrow(new ConfigError(`kubeconfig ${path}: permission denied`));
  });

  it('a context that the file does not have', async () => {
    const path = named('here');
    const says = new ConfigError(`kubeconfig ${path}: no context "there"`);
    await expect(load({ kubeconfig: path, context: 'there' })).rejects.toThrow(says);
  });

  it.each([{}, { HOME: '/nowhere' }])('nothing at all, with the environment %o', async (env) => {
    const says = new ConfigError('no kubeconfig: set --kubeconfig or KUBECONFIG, or run in a cluster');
    await expect(load({ env })).rejects.toThrow(says);
  });

  it.each<[setting: string, value: string, says: string]>([
    ['HTTPS_PROXY', 'socks5h://me:secret@proxy', 'HTTPS_PROXY: socks proxies are not supported, only http ones'],
    ['HTTPS_PROXY', 'ftp://me:secret@proxy', 'HTTPS_PROXY: not the URL of an http proxy'],
  ])('%s=%s', async (setting, value, says) => {
    await expect(accessAs({}, { env: { [setting]: value } })).rejects.toThrow(new ConfigError(says));
  });

  it.each<[name: string, user: UserSettings, says: string]>([
    ['a certificate that is not there', { 'client-certificate': 'a.crt' }, ': FOLDER/a.crt: no such file'],
    ['a token file that is not there', { tokenFile: 'token' }, ': FOLDER/token: no such file'],
  ])('%s', async (_, user, says) => {
    const access = await accessAs(user);
    const message = `kubeconfig ${folder}/test.kubeconfig${says.replace('FOLDER', folder)}`;
    await expect(access.credentials()).rejects.toThrow(new ConfigError(message));
  });

  it('a token file without a token', async () => {
    const path = file('token', '\n');
    const access = await accessAs({ tokenFile: path });
    await expect(access.credentials()).rejects.toThrow(new ConfigError(`token file ${path}: empty`));
  });
});

describe('a plugin', () => {
  const tokenOf = async (access: Awaited<ReturnType<typeof load>>) =>
    (await access.credentials()).headers['authorization'];

  it('runs once for all who ask at a time', async () => {
    const { command, runs } = tokenPlugin(folder);
    const access = await accessAs(exec(command));
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(access)));
    expect(new Set(tokens)).toEqual(new Set(['Bearer token-1']));
    expect(runs()).toBe(1);
  });

  it('runs again when its token has expired, and not before', async () => {
    const clock = manualClock();
    const lasting = tokenPlugin(folder);
    const access = await accessAs(exec(lasting.command), { clock });
    const first = await access.credentials();
    await clock.advance(60_000);
    expect(await access.credentials()).toBe(first);
    expect(lasting.runs()).toBe(1);

    const brief = tokenPlugin(temporaryFolder(), { expires: PAST });
    const other = await accessAs(exec(brief.command), { clock });
    await other.credentials();
    await clock.advance(4_999);
    expect(await tokenOf(other)).toBe('Bearer token-1');
    await clock.advance(1);
    expect(await tokenOf(other)).toBe('Bearer token-2');
  });

  it('runs once more, however many report that its token was refused', async () => {
    const { command, runs } = tokenPlugin(folder);
    const access = await accessAs(exec(command));
    const refused = await access.credentials();
    const renewed = await Promise.all(
      Array.from({ length: 20 }, async () => {
        access.invalidate(refused);
        const { headers } = await access.credentials();
        access.invalidate(refused);
        return headers['authorization'];
      }),
    );
    expect(new Set(renewed)).toEqual(new Set(['Bearer token-2']));
    expect(runs()).toBe(2);
  });

  it('whose answer comes after a refusal does not bring the old token back', async () => {
    const opened = join(folder, 'gate');
    const { command, runs } = tokenPlugin(folder, { before: `[ "$run" -gt 1 ] || ${waitsFor(opened)}` });
    const access = await accessAs(exec(command));
    const early = tokenOf(access);
    await expect.poll(runs).toBe(1);
    access.invalidate();
    expect(await tokenOf(access)).toBe('Bearer token-2');
    writeFileSync(opened, '');
    expect(await early).toBe('Bearer token-1');
    expect(await tokenOf(access)).toBe('Bearer token-2');
  });

  it('is found beside its kubeconfig, and told what is asked', async () => {
    plugin(
      folder,
      `printf '{"status":{"token":"%s"}}' "$(printf '%s' "$KUBERNETES_EXEC_INFO$GREETING" | base64 | tr -d '\\n')"`,
    );
    const extension = { name: 'client.authentication.k8s.io/exec', extension: { audience: 'sluice' } };
    const path = kubeconfig(folder, {
      cluster: { server, extensions: [extension] },
      user: exec('./plugin', { provideClusterInfo: true, env: [{ name: 'GREETING', value: ' hello' }] }),
    });
    const { headers } = await (await load({ kubeconfig: path })).credentials();
    const [info, greeting] = Buffer.from(String(headers['authorization']).slice(7), 'base64').toString().split(' ');
    expect(greeting).toBe('hello');
    expect(JSON.parse(info ?? '')).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server, config: { audience: 'sluice' } } },
    });
  });

  it('may answer with a certificate', async () => {
    const { command } = plugin(folder, `echo '{"status":{"clientCertificateData":"CERT","clientKeyData":"KEY"}}'`);
    const access = await accessAs(exec(command));
    expect(await access.credentials()).toEqual({ headers: {}, tls: { cert: 'CERT', key: 'KEY' } });
  });

  it.each<[name: string, script: string, says: string]>([
    ['fails', 'printf "\\n  no login for me\\nmore\\n" >&2; exit 3', 'no login for me'],
    ['fails at length', 'printf "%0999d" 0 >&2; exit 3', '0'.repeat(200)],
    ['fails in silence', 'exit 3', 'it said nothing on stderr'],
    ['answers something else than JSON', 'echo secret', 'its answer is not JSON'],
    ['answers something else than credentials', 'echo "{}"', 'its answer is not an ExecCredential with a status'],
  ])('that %s gets its name into the error, and another chance', async (_, script, says) => {
    const { command, runs } = plugin(folder, script);
    const access = await accessAs(exec(command));
    for (const attempt of [1, 2]) {
      await expect(access.credentials()).rejects.toThrow(new ConfigError(`exec plugin "${command}" failed: ${says}`));
      expect(runs()).toBe(attempt);
    }
  });

  it('that is not installed says how to install it', async () => {
    const access = await accessAs(exec('no-such-plugin', { installHint: '\nget it at example.test\nand so on' }));
    const says = 'exec plugin "no-such-plugin" failed: no such command; get it at example.test';
    await expect(access.credentials()).rejects.toThrow(new ConfigError(says));
  });

  it('that does not end is not waited for', async () => {
    const [gate, clock] = [join(folder, 'gate'), manualClock()];
    onTestFinished(() => writeFileSync(gate, ''));
    const { command } = plugin(folder, waitsFor(gate));
    const access = await accessAs(exec(command), { clock });
    const credentials = expect(access.credentials()).rejects.toThrow(/: no credentials within 180 s$/);
    await clock.advance(180_000);
    await credentials;
  });
});

describe('credentials', () => {
  it('follow a token file, in time or when they are refused', async () => {
    const clock = manualClock();
    const access = await accessAs({ tokenFile: 'token' }, { clock });
    file('token', 'one\n');
    const one = await access.credentials();
    file('token', 'two\n');
    expect(await access.credentials()).toBe(one);
    await clock.advance(5_000);
    expect((await access.credentials()).headers).toEqual({ authorization: 'Bearer two' });
    file('token', 'three\n');
    access.invalidate(await access.credentials());
    expect((await access.credentials()).headers).toEqual({ authorization: 'Bearer three' });
  });

  it.each<[name: string, user: UserSettings | undefined, headers: object]>([
    ['nobody', undefined, {}],
    ['a token', { token: 'token' }, { authorization: 'Bearer token' }],
    [
      'a name and a password',
      { username: 'me', password: 'pass:word' },
      { authorization: `Basic ${base64('me:pass:word')}` },
    ],
    ['a token and a name', { token: 'token', username: 'me' }, { authorization: 'Bearer token' }],
    [
      'somebody else',
      {
        token: 't',
        as: 'jane',
        'as-uid': '7',
        'as-groups': ['a', 'b'],
        'as-user-extra': { 'example.test/Scope': ['x'] },
      },
      {
        authorization: 'Bearer t',
        'impersonate-user': 'jane',
        'impersonate-uid': '7',
        'impersonate-group': ['a', 'b'],
        'impersonate-extra-example.test%2fscope': ['x'],
      },
    ],
  ])('of %s', async (_, user, headers) => {
    expect((await (await accessAs(user)).credentials()).headers).toEqual(headers);
  });

  it('read certificates beside the kubeconfig, unless it holds them itself', async () => {
    for (const name of ['ca', 'cert', 'key']) file(`${name}.pem`, `${name} in a file`);
    const cluster = { server, 'certificate-authority': 'ca.pem', 'tls-server-name': 'name.test' };
    const user = { 'client-certificate': 'cert.pem', 'client-key': 'key.pem' };
    const inFiles = await load({ kubeconfig: kubeconfig(folder, { cluster, user }) });
    const tls = { ca: 'ca in a file', cert: 'cert in a file', key: 'key in a file', servername: 'name.test' };
    expect((await inFiles.credentials()).tls).toEqual(tls);

    const path = kubeconfig(folder, {
      cluster: { ...cluster, 'certificate-authority-data': base64('ca') },
      user: { ...user, 'client-certificate-data': base64('cert'), 'client-key-data': base64('key') },
    });
    const within = await load({ kubeconfig: path });
    expect((await within.credentials()).tls).toEqual({ ca: 'ca', cert: 'cert', key: 'key', servername: 'name.test' });
  });

  it('trust an authority even if nobody logs in', async () => {
    const cluster = { server, 'certificate-authority-data': base64('ca') };
    const access = await load({ kubeconfig: kubeconfig(folder, { cluster }) });
    expect((await access.credentials()).tls).toEqual({ ca: 'ca' });
  });

  it.each<[url: string, insecure: boolean, known: boolean]>([
    ['https://api.example.test', false, true],
    ['http://api.example.test', false, false],
    ['http://api.example.test', true, true],
    ['http://127.0.0.1:8080', false, true],
    ['http://[::1]:8080', false, true],
  ])('for %s (insecure-skip-tls-verify: %s) hold a token: %s', async (url, insecure, known) => {
    const { command, runs } = tokenPlugin(folder, { expires: FAR });
    const cluster = { server: url, 'insecure-skip-tls-verify': insecure };
    const access = await load({ kubeconfig: kubeconfig(folder, { cluster, user: exec(command) }) });
    expect(await access.credentials()).toEqual({ headers: known ? { authorization: 'Bearer token-1' } : {}, tls: {} });
    expect(runs()).toBe(known ? 1 : 0);
  });
});

describe('the proxy', () => {
  const proxyFor = async (url: string, env: Readonly<Record<string, string>>, proxyUrl?: string) => {
    const cluster = { server: url, ...(proxyUrl && { 'proxy-url': proxyUrl }) };
    return (await (await load({ kubeconfig: kubeconfig(folder, { cluster }), env })).credentials()).proxy;
  };
  const proxy = 'http://proxy.test:3128';

  it.each<[name: string, url: string, env: Readonly<Record<string, string>>, expected: string | undefined]>([
    ['is none if nobody names one', server, {}, undefined],
    ['is that of HTTPS_PROXY', server, { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other' }, proxy],
    ['may be written in small letters and without a scheme', server, { https_proxy: 'proxy.test:3128' }, proxy],
    [
      'of a server without TLS is that of HTTP_PROXY',
      'http://api.test',
      { HTTPS_PROXY: 'http://other', HTTP_PROXY: proxy },
      proxy,
    ],
    ['is never asked for this machine', 'https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, undefined],
    ['is never asked for localhost', 'https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
    ['serves a pod', 'https://10.0.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.1.0.0/16' }, proxy],
  ])('%s', async (_, url, env, expected) => {
    expect(await proxyFor(url, env)).toBe(expected);
  });

  it('of the cluster wins over the environment, exceptions included', async () => {
    const env = { HTTPS_PROXY: 'http://other', NO_PROXY: '*' };
    expect(await proxyFor('https://127.0.0.1:6443', env, proxy)).toBe(proxy);
  });

  it.each<[pattern: string, url: string, isExempt: boolean]>([
    ['*', server, true],
    ['api.example.test', server, true],
    ['API.Example.test', server, true],
    ['example.test', server, true],
    ['.example.test', server, true],
    ['*.example.test', server, true],
    ['other.test, example.test', server, true],
    ['example.test:6443', server, true],
    ['example.test:443', server, false],
    ['ample.test', server, false],
    ['.api.example.test', server, false],
    ['', server, false],
    ['10.0.0.1', 'https://10.0.0.1', true],
    ['10.0.0.1:443', 'https://10.0.0.1', true],
    ['10.0.0.1', 'https://10.0.0.10', false],
    ['10.0.0.0/8', 'https://10.9.8.7', true],
    ['10.0.0.0/16', 'https://10.9.8.7', false],
    ['10.0.0.0/99', 'https://10.9.8.7', false],
    ['10.0.0.0/8', server, false],
    ['fd00::/8', 'https://[fd00::1]:6443', true],
    ['fd00::1', 'https://[fd00::1]:6443', true],
    ['[fd00::1]:6443', 'https://[fd00::1]:6443', true],
    ['[fd00::1]:443', 'https://[fd00::1]:6443', false],
  ])('with NO_PROXY=%s leaves out %s: %s', async (pattern, url, isExempt) => {
    expect(await proxyFor(url, { HTTPS_PROXY: proxy, NO_PROXY: pattern })).toBe(isExempt ? undefined : proxy);
  });
});
