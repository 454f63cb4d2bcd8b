/** A canary whose requests come through a router, and a new version of it that writes down what it is asked. */
import { spawnSync } from 'node:child_process';
import { expect, inject } from 'vitest';
import { podTemplate } from './shop.testkit.ts';
import { PAGE } from './traffic-users.testkit.ts';
import { isHealthy, type Stage, type Story } from './world.testkit.ts';

const given = inject('pods');
export const kubeconfig = 'missing' in given ? '' : given.kubeconfig;
const image = 'missing' in given ? '' : given.image;

const SERVICES = ['stable', 'canary'] as const;

export interface Scene {
  /** What the users' requests go by. */
  readonly routing: object;
  /** The block of the Rollout that names it. */
  readonly trafficRouting: object;
  readonly steps: readonly object[];
}

export interface Routed extends Omit<Story, 'visitors'> {
  readonly namespace: string;
}

/** Lets the cluster know a kind of routes, once. */
export function define(file: string, name: string): void {
  const kubectl = (...words: readonly string[]) =>
    spawnSync('kubectl', ['--kubeconfig', kubeconfig, ...words], { encoding: 'utf8' }).stderr;
  // Old servers do not know all that newer ones let a definition say.
  expect(kubectl('create', '--validate=false', '-f', file)).toMatch(/^$|AlreadyExists/);
  expect(kubectl('wait', '--for=condition=Established', `crd/${name}`, '--timeout=60s')).toBe('');
}

/** Its first version is there, and its router knows. */
export async function routedStory(stage: Stage, { routing, trafficRouting, steps }: Scene): Promise<Routed> {
  const canary = { canaryService: 'canary', stableService: 'stable', abortScaleDownDelaySeconds: 5 };
  const { visitors: _, ...story } = await stage.story({ strategy: { canary } }, SERVICES);
  await story.apply(routing);
  // Some steps make no sense without it.
  await story.spec({ strategy: { canary: { trafficRouting, steps } } });
  await story.until('the router', (status) => isHealthy(status) && status.canary?.weights !== undefined);
  const namespace = await story.kubectl('get', 'service/stable', '-o', 'jsonpath={.metadata.namespace}');
  return { ...story, namespace };
}

/** The second version, with a line in its pods' logs for each request. */
export const loggingRelease = (story: Routed): Promise<unknown> =>
  story.spec({
    template: JSON.parse(JSON.stringify(podTemplate(image, 'v2', 'well')).replace('httpd -f', 'httpd -f -vv')),
  });

/** How often the pods of a version were asked for `PAGE`. */
export async function pagesOf(story: Routed, version: string): Promise<number> {
  const logs = await Promise.all((await story.pods(version)).map((pod) => story.kubectl('logs', pod)));
  return logs.flatMap((log) => log.split('\n')).filter((line) => line.endsWith(` url:${PAGE}`)).length;
}
