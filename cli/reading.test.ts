import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAMESPACE, startedCluster } from './commands.testkit.ts';
import { explain } from './explain.ts';
import { get } from './get.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { status } from './status.ts';

const GROUP = '/apis/argoproj.io/v1alpha1';
const WEB = `${GROUP}/rollouts/web`;
const RUN = `${GROUP}/analysisruns/web-1`;
const EXPERIMENT = `${GROUP}/experiments/ab`;
const REPLICA_SETS = '/apis/apps/v1/replicasets';
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const LABELS = { app: 'web' };
const FAMILY = [REPLICA_SETS, '/api/v1/pods', `${GROUP}/experiments`, `${GROUP}/analysisruns`];

const COMMANDS: Readonly<Record<string, () => Command>> = { explain, get, history, list, status };

let cluster: Awaited<ReturnType<typeof startedCluster>>;
beforeAll(async () => {
  cluster = await startedCluster();
  const made = (kind: string, name: string, spec: object) =>
    cluster.create({ apiVersion: REF.apiVersion, kind, metadata: { name, namespace: NAMESPACE }, spec });
  await made('AnalysisRun', 'web-1', { metrics: [{ name: 'm', provider: { web: { url: 'http://a' } } }] });
  await made('Experiment', 'ab', { templates: [] });
  await cluster.create({
    ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
    spec: {
      ...{ replicas: 1, selector: { matchLabels: LABELS }, strategy: { canary: {} } },
      template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
    },
  });
});
afterAll(() => cluster.stop());

const run = (typed: string) => {
  const [name = '', ...words] = typed.split(' ');
  const command = COMMANDS[name];
  if (!command) throw new Error(`no command ${name}`);
  return cluster.run(command(), ...words);
};
const sorted = (paths: Iterable<string>) => [...paths].sort();

describe('whoever looks', () => {
  it.each<[typed: string, reads: readonly string[]]>([
    ['get rollout web', [WEB, ...FAMILY]],
    ['get rollout web -o wide', [WEB, ...FAMILY]],
    ['get rollout web -o json', [WEB]],
    ['get rollout web -o yaml', [WEB]],
    ['get rollout web -o name', [WEB]],
    ['get rollouts', [`${GROUP}/rollouts`]],
    ['get analysisrun web-1', [RUN]],
    ['get ar web-1 -o wide', [RUN]],
    ['get ar web-1 -o yaml', [RUN]],
    ['get analysisruns', [`${GROUP}/analysisruns`]],
    ['get experiment ab', [EXPERIMENT, REPLICA_SETS, '/api/v1/pods', `${GROUP}/analysisruns`]],
    ['get exp ab -o json', [EXPERIMENT]],
    ['get exp', [`${GROUP}/experiments`]],
    ['list analysisruns', [`${GROUP}/analysisruns`]],
    ['list rollouts', [`${GROUP}/rollouts`]],
    ['list experiments', [`${GROUP}/experiments`]],
    ['status web --no-watch', [WEB]],
    ['history web', [WEB, REPLICA_SETS]],
  ])('reads once what %s shows, and writes nothing', async (typed, reads) => {
    const { requests, problems } = await run(typed);
    expect(problems).toEqual([]);
    expect(sorted(requests.map(([what]) => what))).toEqual(sorted(reads.map((path) => `GET ${path}`)));
  });

  it.each<[typed: string, reads: readonly string[]]>([
    ['get rollout web -w --timeout-seconds 1', [WEB, `${GROUP}/rollouts`, ...FAMILY]],
    ['get rollout web -w -o json --timeout-seconds 1', [WEB, `${GROUP}/rollouts`]],
    ['get ar web-1 -w --timeout-seconds 1', [RUN, `${GROUP}/analysisruns`]],
    ['get exp ab -w -o yaml --timeout-seconds 1', [EXPERIMENT, `${GROUP}/experiments`]],
    ['status web --timeout 1s', [WEB, `${GROUP}/rollouts`]],
  ])('follows what %s shows, and writes nothing', async (typed, reads) => {
    const { requests } = await run(typed);
    expect(sorted(new Set(requests.map(([what]) => what)))).toEqual(sorted(reads.map((path) => `GET ${path}`)));
  });

  it('gets and lists, and nothing else, to explain', async () => {
    const { requests, problems } = await run('explain web');
    expect(problems).toEqual([]);
    expect(requests.filter(([what]) => !what.startsWith('GET '))).toEqual([]);
    expect(requests.map(([what]) => what)).toContain(`GET ${WEB}`);
    // It has no routers.
    expect(requests.filter(([what]) => /ingresses|httproutes/.test(what))).toEqual([]);
  });
});
