/** Rollouts whose pods run: the controller as a process, a shop that says its version, people with kubectl. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject } from 'vitest';
import type { RolloutStatus } from '../../controller/rollout/objects.ts';
import { definitions } from '../../crds/definitions.ts';
import { type Visitor, visit } from './visitor.testkit.ts';

const given = inject('pods');
export const noPods = 'missing' in given ? given.missing : undefined;
const { kubeconfig, image } = 'missing' in given ? { kubeconfig: '', image: '' } : given;
const run = promisify(execFile);
const PATIENCE = 120_000;
const LABELS = { app: 'web' };

/** The controller, as it is shipped. */
export interface Controller {
  /** As a crash of its node would end it. */
  kill(): Promise<void>;
  start(): void;
}

function controllerProcess(): Controller & { remove(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pods-'));
  execFileSync(process.execPath, ['--import', 'tsx', 'build.ts', join(folder, 'dist')]);
  copyFileSync('package.json', join(folder, 'package.json'));
  const log = openSync(join(folder, 'log'), 'a');
  const flags = ['--kubeconfig', kubeconfig, '--metrics-port', '0', '--health-port', '0', '--log-level', 'debug'];
  let child: ChildProcess | undefined;
  const start = () => {
    child = spawn(process.execPath, [join(folder, 'dist/sluice.js'), 'controller', ...flags], {
      stdio: ['ignore', log, log],
      env: { PATH: '/usr/bin:/bin', HOME: folder },
    });
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const end = once(child, 'exit');
    child.kill('SIGKILL');
    await end;
  };
  return {
    ...{ start, kill },
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

async function installDefinitions(): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: definitions() };
  await piped(['apply', '--server-side', '--force-conflicts', '-f', '-'], list);
  await kubectl('wait', '--for=condition=Established', 'crd/rollouts.argoproj.io', '--timeout=60s');
}

const kubectl = async (...words: readonly string[]): Promise<string> =>
  (await run('kubectl', ['--kubeconfig', kubeconfig, ...words], { timeout: 60_000 })).stdout;

function piped(words: readonly string[], object: object): Promise<unknown> {
  const command = run('kubectl', ['--kubeconfig', kubeconfig, ...words], { timeout: 60_000 });
  command.child.stdin?.end(JSON.stringify(object));
  return command;
}

/** What a version does when it runs. */
type Manner = 'well' | 'crash' | 'missing';

function container(version: string, manner: Manner): object {
  const serve = `mkdir -p /www; echo ${version} >/www/index.html; touch /www/ready; exec httpd -f -p 8080 -h /www`;
  return {
    name: 'main',
    image: manner === 'missing' ? 'registry.local/nothing:1' : image,
    imagePullPolicy: 'Never',
    command: ['sh', '-c', manner === 'crash' ? 'exit 1' : serve],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1, failureThreshold: 1 },
    // Requests still come for a moment after a pod was told to end.
    lifecycle: { preStop: { exec: { command: ['sleep', '4'] } } },
    resources: { requests: { cpu: '5m', memory: '8Mi' } },
  };
}

const template = (version: string, manner: Manner) => ({
  metadata: { labels: LABELS },
  spec: { terminationGracePeriodSeconds: 8, containers: [container(version, manner)] },
});

const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
  spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
});

export interface Story {
  release(version: string, manner?: Manner): Promise<unknown>;
  spec(change: object): Promise<unknown>;
  status(change: object): Promise<unknown>;
  kubectl(...words: readonly string[]): Promise<string>;
  /** Names of the pods of a version that are there and not about to go. */
  pods(version: string): Promise<readonly string[]>;
  until(what: string, holds: (status: RolloutStatus) => boolean): Promise<void>;
  visitor(service: string): Promise<Visitor>;
  end(): Promise<void>;
}

/** The controller and the stories that a file of tests plays. */
export interface Stage {
  readonly controller: Controller;
  /** One Rollout in a namespace of its own, with Services of these names; its first version is there. */
  story(spec: object, services: readonly string[]): Promise<Story>;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  await installDefinitions();
  const controller = controllerProcess();
  controller.start();
  const stories: Story[] = [];
  return {
    controller,
    async story(spec, services) {
      const story = await begun(spec, services);
      stories.push(story);
      await story.until('the first version is there', isHealthy);
      return story;
    },
    async stop() {
      await Promise.all(stories.map((story) => story.end()));
      await controller.remove();
    },
  };
}

async function begun(spec: object, services: readonly string[]): Promise<Story> {
  const namespace = `pods-${randomUUID().slice(0, 8)}`;
  await kubectl('create', 'namespace', namespace);
  const own = (...words: readonly string[]) => kubectl('-n', namespace, ...words);
  const rollout = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' } },
    spec: { replicas: 4, selector: { matchLabels: LABELS }, template: template('v1', 'well'), ...spec },
  };
  const items = [...services.map(service), rollout];
  await piped(['-n', namespace, 'apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items });
  const patch = (merge: object, ...more: readonly string[]) =>
    own('patch', 'rollout.argoproj.io/web', '--type=merge', '-p', JSON.stringify(merge), ...more);
  const rolloutNow = async () =>
    JSON.parse(await own('get', 'rollout.argoproj.io/web', '-o', 'json')) as {
      readonly metadata: { readonly generation: number };
      readonly status?: RolloutStatus;
    };
  const visitors: Visitor[] = [];
  return {
    kubectl: own,
    spec: (change) => patch({ spec: change }),
    release: (version, manner = 'well') => patch({ spec: { template: template(version, manner) } }),
    status: (change) => patch({ status: change }, '--subresource=status'),
    async pods(version) {
      const text = await own('get', 'pods', '-o', 'json');
      const { items: all } = JSON.parse(text) as { readonly items: readonly PodSeen[] };
      const isOf = ({ metadata, spec: { containers } }: PodSeen) =>
        metadata.deletionTimestamp === undefined && containers[0]?.command?.join().includes(`echo ${version} `);
      return all.filter(isOf).map(({ metadata }) => metadata.name);
    },
    until: (what, holds) =>
      eventually(what, async () => {
        const { metadata, status = {} } = await rolloutNow();
        return status.observedGeneration === String(metadata.generation) && holds(status) ? undefined : status;
      }),
    async visitor(name) {
      const address = await own('get', `service/${name}`, '-o', 'jsonpath={.spec.clusterIP}');
      const visitor = visit(`http://${address}/`);
      visitors.push(visitor);
      return visitor;
    },
    async end() {
      await Promise.all(visitors.map((visitor) => visitor.stop()));
      await kubectl('delete', 'namespace', namespace, '--wait=false');
    },
  };
}

interface PodSeen {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly command?: readonly string[] }[] };
}

/** Until nothing is seen any more that is in the way; says what it was if something always is. */
export async function eventually(what: string, inTheWay: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + PATIENCE;
  let seen: unknown;
  while (performance.now() < end) {
    seen = await inTheWay();
    if (seen === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(seen, what).toBeUndefined();
}

export const isHealthy = ({ phase }: RolloutStatus): boolean => phase === 'Healthy';
export const isPausedAt =
  (step: number) =>
  ({ phase, currentStepIndex }: RolloutStatus): boolean =>
    phase === 'Paused' && currentStepIndex === step;
