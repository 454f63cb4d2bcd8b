/** Commands in process, against an API server behind a socket: what they ask of it, what they print, and what fails. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { vi } from 'vitest';
import { definitions } from '../crds/definitions.ts';
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import type { KubeObject } from '../kube/types.ts';
import { ApiError } from '../sandbox/api/api-error.ts';
import { seed } from '../sandbox/bootstrap.ts';
import { listen } from '../sandbox/http.ts';
import { inProcess } from '../sandbox/in-process.ts';
import { kubeconfigFor } from '../sandbox/kubeconfig-for.ts';
import { ApiServer } from '../sandbox/server/api-server.ts';
import { Store } from '../sandbox/store/store.ts';

/** `PATCH /path` without the query, and the body. */
export type Recorded = readonly [what: string, body?: unknown];

interface Outcome {
  readonly requests: readonly Recorded[];
  readonly lines: readonly string[];
  /** A line each, as `main` prints them. */
  readonly problems: readonly string[];
  readonly isUsageError: boolean;
}

export const NAMESPACE = 'shop';

export async function startedCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-commands-'));
  const server = new ApiServer({ store: new Store({ history: 100 }), clock, random: Math.random });
  seed(server, [...definitions(), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
  const requests: Recorded[] = [];
  const rival = { times: 0, act: () => {} };
  const refused = new Set<string>();
  const onRequest = (what: string) => {
    if (refused.delete(what)) throw new ApiError(403, 'Forbidden', 'no right to do that');
    if (what.startsWith('GET ') || rival.times === 0) return;
    rival.times--;
    rival.act();
  };
  const listening = await listen(recording(server, requests, onRequest), { port: 0 });
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(listening.url, undefined));
  const client = new ApiClient({ transport: inProcess(server), clock, random: Math.random });
  return {
    client,
    kubeconfig,
    /** Somebody else patches an object just before each of the next writes. */
    beforeWrites: (times: number, path: string, body: () => object) => {
      rival.times = times;
      rival.act = () => {
        const headers = { 'content-type': 'application/merge-patch+json', 'user-agent': 'rival' };
        server.handle({ method: 'PATCH', path, headers, body: Buffer.from(JSON.stringify(body())) });
      };
    },
    refuseOnce: (what: string) => refused.add(what),
    create: (object: object) => client.create(object as KubeObject, { fieldManager: 'user' }),
    written: (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    run: async (command: Command, ...words: string[]): Promise<Outcome> => {
      requests.length = 0;
      return { ...(await ran(command, [...words, '--kubeconfig', kubeconfig, '-n', NAMESPACE])), requests };
    },
    stop: async () => {
      await listening.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** All that the listener asks of a server. */
function recording(server: ApiServer, requests: Recorded[], onRequest: (what: string) => void): ApiServer {
  const handle: ApiServer['handle'] = (request) => {
    const { method, path, body } = request;
    const what = `${method} ${path.replace(/\?.*/, '').replace(`/namespaces/${NAMESPACE}`, '')}`;
    requests.push(body === undefined ? [what] : [what, JSON.parse(Buffer.from(body).toString())]);
    onRequest(what);
    return server.handle(request);
  };
  return { handle } as ApiServer;
}

export async function ran(command: Command, words: readonly string[]): Promise<Omit<Outcome, 'requests'>> {
  const lines: string[] = [];
  const print = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).replace(/\n$/, '').split('\n'));
    return true;
  });
  try {
    for (const one of [command, ...command.commands]) one.exitOverride().configureOutput({ writeErr: () => {} });
    await command.parseAsync(words, { from: 'user' });
    return { lines, problems: [], isUsageError: false };
  } catch (error) {
    return { lines, problems: textsOf(error), isUsageError: error instanceof CommanderError };
  } finally {
    print.mockRestore();
  }
}

const textsOf = (error: unknown): readonly string[] =>
  (error instanceof AggregateError ? error.errors : [error]).map((one: unknown) => (one as Error).message);
