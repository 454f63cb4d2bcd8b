/** Rollouts whose pods run: the controller as a process, a shop that says its version, people with kubectl and sluice. */
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
import { isOf, type Manner, type Pod, podTemplate, selector, service } from './shop.testkit.ts';
import { sleep, type Visitor, visit } from './visitor.testkit.ts';

const given = inject('pods');
export const noPods = 'missing' in given ? given.missing : undefined;
const { kubeconfig, image } = 'missing' in given ? { kubeconfig: '', image: '' } : given;
const run = promisify(execFile);
const PATIENCE = 180_000;
const WEB = 'rollout.argoproj.io/web';

/** The controller, as it is shipped. */
export interface Controller {
  /** As a crash of its node would end it. */
  kill(): Promise<void>;
  start(): void;
}

interface Installed extends Controller {
  /** The command line that belongs to it. */
  readonly program: string;
  remove(): Promise<void>;
}

function controllerProcess(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pods-'));
  execFileSync(process.execPath, ['--import', 'tsx', 'build.ts', join(folder, 'dist')]);
  copyFileSync('package.json', join(folder, 'package.json'));
  const program = join(folder, 'dist/sluice.js');
  const log = openSync(join(folder, 'log'), 'a');
  const flags = ['--kubeconfig', kubeconfig, '--metrics-port', '0', '--health-port', '0', '--log-level', 'debug'];
  let child: ChildProcess | undefined;
  const start = () => {
    child = spawn(process.execPath, [program, 'controller', ...flags], {
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
    ...{ program, start, kill },
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

export interface Story<Service extends string = string> {
  /** People who hit the Services from before the first deploy on. */
  readonly visitors: Readonly<Record<Service, Visitor>>;
  release(version: string, manner?: Manner): Promise<unknown>;
  spec(change: object): Promise<unknown>;
  /** A command of ours on the Rollout: its name, then flags. */
  sluice(command: string, ...flags: readonly string[]): Promise<unknown>;
  kubectl(...words: readonly string[]): Promise<string>;
  apply(object: object): Promise<unknown>;
  /** Names of the pods of a version that are there and not about to go. */
  pods(version: string): Promise<readonly string[]>;
  until(what: string, holds: (status: RolloutStatus) => boolean): Promise<void>;
  end(): Promise<void>;
}

/** The controller and the stories that a file of tests plays. */
export interface Stage {
  readonly controller: Controller;
  /** One Rollout in a namespace of its own, with Services of these names; its first version is there. */
  story<Service extends string>(spec: object, services: readonly Service[]): Promise<Story<Service>>;
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
      const story = await begun(controller.program, spec, services);
      stories.push(story);
      await story.until('the first version is there', isHealthy);
      // Pods are ready a moment before all rules of their node say so.
      const unserved = () => services.filter((name) => !story.visitors[name].isServed());
      await eventually('answers', () => Promise.resolve(unserved().length > 0 ? unserved() : undefined));
      return story;
    },
    async stop() {
      await Promise.all(stories.map((story) => story.end()));
      await controller.remove();
      const requests = stories.flatMap(({ visitors }) => Object.values(visitors).map(({ count }) => count()));
      const sum = requests.reduce((all, one) => all + one, 0);
      process.stdout.write(`${sum} requests of ${requests.length} visitors\n`);
    },
  };
}

async function begun<Service extends string>(
  program: string,
  spec: object,
  services: readonly Service[],
): Promise<Story<Service>> {
  const namespace = `pods-${randomUUID().slice(0, 8)}`;
  const own = (...words: readonly string[]) => kubectl('-n', namespace, ...words);
  const apply = (object: object) => piped(['-n', namespace, 'apply', '-f', '-'], object);
  await kubectl('create', 'namespace', namespace);
  await apply({ apiVersion: 'v1', kind: 'List', items: services.map(service) });
  const visitors = await visitorsOf(own, services);
  await apply(rollout(spec));
  const patch = (merge: object) => own('patch', WEB, '--type=merge', '-p', JSON.stringify(merge));
  return {
    ...{ visitors, apply, kubectl: own },
    spec: (change) => patch({ spec: change }),
    release: (version, manner = 'well') => patch({ spec: { template: podTemplate(image, version, manner) } }),
    sluice: (command, ...flags) =>
      run(process.execPath, [program, command, 'web', '-n', namespace, '--kubeconfig', kubeconfig, ...flags]),
    async pods(version) {
      const { items } = JSON.parse(await own('get', 'pods', '-o', 'json')) as { readonly items: readonly Pod[] };
      return items.filter(isOf(version)).map(({ metadata }) => metadata.name);
    },
    until: (what, holds) =>
      eventually(what, async () => {
        const { metadata, status = {} } = JSON.parse(await own('get', WEB, '-o', 'json')) as Found;
        return status.observedGeneration === String(metadata.generation) && holds(status) ? undefined : status;
      }),
    async end() {
      await Promise.all(Object.values<Visitor>(visitors).map((visitor) => visitor.stop()));
      await kubectl('delete', 'namespace', namespace, '--wait=false');
    },
  };
}

interface Found {
  readonly metadata: { readonly generation: number };
  readonly status?: RolloutStatus;
}

const rollout = (spec: object) => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' } },
  spec: { replicas: 4, selector, template: podTemplate(image, 'v1', 'well'), ...spec },
});

async function visitorsOf<Service extends string>(
  own: Story['kubectl'],
  services: readonly Service[],
): Promise<Record<Service, Visitor>> {
  const each = services.map(async (name) => {
    const address = await own('get', `service/${name}`, '-o', 'jsonpath={.spec.clusterIP}');
    return [name, visit(`http://${address}/`)] as const;
  });
  return Object.fromEntries(await Promise.all(each)) as Record<Service, Visitor>;
}

/** Until nothing is seen any more that is in the way; says what it was if something always is. */
export async function eventually(what: string, inTheWay: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + PATIENCE;
  let seen: unknown;
  while (performance.now() < end) {
    seen = await inTheWay();
    if (seen === undefined) return;
    await sleep(300);
  }
  expect(seen, what).toBeUndefined();
}

export const isHealthy = ({ phase }: RolloutStatus): boolean => phase === 'Healthy';
export const isPausedAt =
  (step: number | undefined) =>
  ({ phase, currentStepIndex }: RolloutStatus): boolean =>
    phase === 'Paused' && currentStepIndex === step;
export const isAborted = ({ phase, updatedReplicas = 0 }: RolloutStatus): boolean =>
  phase === 'Degraded' && updatedReplicas === 0;
