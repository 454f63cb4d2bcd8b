/** A canary behind the gateway whose pods count their answers, judged by analyses while users come. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import type { RolloutStatus } from '../../controller/rollout/objects.ts';
import type { AnalysisRunStatus } from '../../crds/analysis/run.ts';
import { countingTemplate, type Nature } from './analysis-shop.testkit.ts';
import { type Running, startGateway } from './traffic-processes.testkit.ts';
import { define, kubeconfig } from './traffic-scene.testkit.ts';
import { type Answer, type Users, usersOf } from './traffic-users.testkit.ts';
import { sleep } from './visitor.testkit.ts';
import { eventually, isHealthy, noPods, type Stage, type Story, startStage } from './world.testkit.ts';

const given = inject('pods');
const { data, prometheus: binary } = 'missing' in given ? {} : given;
const GATEWAY_API = 'gateway.networking.k8s.io';
const definition = join(data ?? '', 'crds/gateway-api-httproutes.yaml');
const SERVICES = ['stable', 'canary'] as const;
const API = 'argoproj.io/v1alpha1';

export const prometheusBinary = binary ?? '';
const noPrometheus = binary ? undefined : 'needs SLUICE_TEST_PROMETHEUS';
export const noScene = noPods ?? (data !== undefined && existsSync(definition) ? undefined : 'needs SLUICE_TEST_DATA');
export const noScraper = noPods ?? noPrometheus;
export const noScrapedScene = noScene ?? noPrometheus;

export interface Hall {
  readonly stage: Stage;
  readonly gateway: Running;
  stop(): Promise<void>;
}

export async function startHall(): Promise<Hall> {
  const stage = await startStage();
  define(definition, `httproutes.${GATEWAY_API}`);
  const gateway = await startGateway(kubeconfig);
  const stop = async () => {
    await gateway.stop();
    await stage.stop();
  };
  return { stage, gateway, stop };
}

export interface Run {
  readonly metadata: { readonly name: string };
  readonly status?: AnalysisRunStatus;
}

export interface Judged extends Omit<Story, 'visitors' | 'release'> {
  readonly namespace: string;
  readonly users: Users;
  release(version: string, nature?: Nature): Promise<unknown>;
  /** The runs of this namespace, by name. */
  runs(): Promise<readonly Run[]>;
}

type Prepare = (story: Pick<Judged, 'apply' | 'namespace'>) => Promise<unknown>;

/** Its first version is there, users come, and what the canary names was prepared. */
export async function judgedStory({ stage, gateway }: Hall, canary: object, prepare: Prepare): Promise<Judged> {
  const own = { canaryService: 'canary', stableService: 'stable', abortScaleDownDelaySeconds: 5 };
  const spec = { template: countingTemplate('v1'), strategy: { canary: own } };
  const { visitors, ...story } = await stage.story(spec, SERVICES);
  await Promise.all(Object.values(visitors).map((visitor) => visitor.stop()));
  const host = `${randomUUID()}.example.com`;
  const namespace = await story.kubectl('get', 'service/stable', '-o', 'jsonpath={.metadata.namespace}');
  await story.apply(routeOf(host));
  await prepare({ ...story, namespace });
  const trafficRouting = { gatewayAPI: { httpRoutes: [{ name: 'web' }] } };
  await story.spec({ strategy: { canary: { trafficRouting, ...canary } } });
  await story.until('the router', (status) => isHealthy(status) && status.canary?.weights !== undefined);
  return {
    ...{ ...story, namespace },
    users: await usersOf(gateway.url, host),
    release: (version, nature) => story.spec({ template: countingTemplate(version, nature) }),
    runs: () => runsOf(story),
  };
}

const routeOf = (host: string) => ({
  ...{ apiVersion: `${GATEWAY_API}/v1`, kind: 'HTTPRoute', metadata: { name: 'web' } },
  spec: {
    ...{ parentRefs: [{ name: 'public' }], hostnames: [host] },
    rules: [
      {
        backendRefs: [
          { name: 'stable', port: 80 },
          { name: 'canary', port: 80, weight: 0 },
        ],
      },
    ],
  },
});

export async function runsOf({ kubectl }: Pick<Story, 'kubectl'>): Promise<readonly Run[]> {
  const { items } = JSON.parse(await kubectl('get', 'analysisruns.argoproj.io', '-o', 'json')) as {
    readonly items: readonly Run[];
  };
  return items;
}

export const templateOf = (name: string, metrics: readonly object[], args: readonly object[] = []) => ({
  ...{ apiVersion: API, kind: 'AnalysisTemplate', metadata: { name } },
  spec: { args, metrics },
});

export const runOf = (name: string, metrics: readonly object[], more: object = {}) => ({
  ...{ apiVersion: API, kind: 'AnalysisRun', metadata: { name } },
  spec: { metrics, ...more },
});

/** Until a run's status is as it should be; undefined if there is none yet. */
export async function runBecomes(
  story: Pick<Story, 'kubectl'>,
  name: string,
  holds: (status: AnalysisRunStatus) => boolean,
): Promise<AnalysisRunStatus> {
  let status: AnalysisRunStatus | undefined;
  await eventually(name, async () => {
    status = (await runsOf(story)).find(({ metadata }) => metadata.name === name)?.status;
    return status && holds(status) ? undefined : (status ?? 'no status');
  });
  if (!status) throw new Error(`${name} has no status`);
  return status;
}

export const isOver = ({ phase }: AnalysisRunStatus): boolean => phase !== 'Running' && phase !== 'Pending';

/** Which step it is at, or beyond. */
export const isAt =
  (step: number) =>
  ({ currentStepIndex = 0 }: RolloutStatus): boolean =>
    currentStepIndex >= step;

const SETTLING = 2_000;
const LOOK = 4_000;

/** From now on only one version answers, and nobody is turned away. */
export async function expectOnlyVersion({ users }: Judged, version: string): Promise<void> {
  await sleep(SETTLING);
  const from = performance.now();
  await sleep(LOOK);
  const later = users.answers().filter(({ sentAt }) => sentAt > from);
  expect(later.length).toBeGreaterThan(10);
  expect(later.filter((one) => one.version !== version)).toEqual([]);
}

export const failuresIn = (answers: readonly Answer[]): readonly Answer[] =>
  answers.filter(({ failure }) => failure !== undefined);
