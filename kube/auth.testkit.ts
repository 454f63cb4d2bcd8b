/** Kubeconfigs, plugins and certificates for tests, in folders that go with the test. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClusterSettings, UserSettings } from './kubeconfig.ts';

const OPENSSL = 'openssl';

export const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0;

export const FAR = '2999-01-01T00:00:00Z';
export const PAST = '2001-01-01T00:00:00Z';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-auth-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface KubeconfigContent {
  readonly cluster: ClusterSettings;
  readonly user?: UserSettings;
  readonly namespace?: string;
  /** Of cluster, user and context. */
  readonly name?: string;
}

/** Writes a kubeconfig of one cluster; its path. */
export function kubeconfig(folder: string, { cluster, user, namespace, name = 'test' }: KubeconfigContent): string {
  const path = join(folder, `${name}.kubeconfig`);
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster }],
    contexts: [{ name, context: { cluster: name, user: user && name, namespace } }],
    users: user && [{ name, user }],
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

export interface Plugin {
  readonly command: string;
  runs(): number;
}

/** A plugin that answers `token-1` the first time, `token-2` the second time and so on. */
export function tokenPlugin(folder: string, { expires = FAR, before = '' } = {}): Plugin {
  const answer = '{"status":{"token":"token-%d","expirationTimestamp":"%s"}}';
  return plugin(folder, `run=$(wc -l < '${folder}/runs')\n${before}\nprintf '${answer}' "$run" '${expires}'`);
}

/** A plugin that does what a shell script says, and remembers how often. */
export function plugin(folder: string, script: string): Plugin {
  const [command, runs] = [join(folder, 'plugin'), join(folder, 'runs')];
  writeFileSync(runs, '');
  writeFileSync(command, `#!/bin/sh\necho run >> '${runs}'\n${script}\n`, { mode: 0o755 });
  return { command, runs: () => readFileSync(runs, 'utf8').split('\n').length - 1 };
}

/** Shell that waits until the file is there. */
export const waitsFor = (file: string): string => `while [ ! -e '${file}' ]; do sleep 0.01; done`;

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  readonly ca: string;
  /** A certificate for 127.0.0.1 and api.example.test, or for a client of that name. */
  issue(name: string): Pair;
}

/** A certificate authority of its own key. */
export function authority(folder: string, name: string): Authority {
  const file = (suffix: string) => join(folder, `${name}.${suffix}`);
  const openssl = (...parameters: string[]) => execFileSync(OPENSSL, parameters, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout'];
  openssl('req', '-x509', ...newKey, file('key'), '-out', file('crt'), '-subj', `/CN=${name}`, '-days', '2');
  return {
    ca: readFileSync(file('crt'), 'utf8'),
    issue(subject) {
      const [request, key, cert] = [`${subject}.csr`, `${subject}.key`, `${subject}.crt`].map(file) as [
        string,
        string,
        string,
      ];
      writeFileSync(file('ext'), 'subjectAltName=IP:127.0.0.1,DNS:api.example.test');
      openssl('req', '-new', ...newKey, key, '-out', request, '-subj', `/CN=${subject}`);
      const signing = [
        '-CA',
        file('crt'),
        '-CAkey',
        file('key'),
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        file('ext'),
      ];
      openssl('x509', '-req', '-in', request, ...signing, '-out', cert);
      return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
    },
  };
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
