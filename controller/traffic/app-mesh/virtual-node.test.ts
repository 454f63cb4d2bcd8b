/** Which pods VirtualNodes are told to select, and in which order with the weights. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import { HASH_LABEL } from '../../rollout/keys.ts';
import type { Split } from '../router.ts';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { config, meshRoute, target, virtualNode, virtualRouter, virtualService } from './app-mesh.testkit.ts';
import { appMesh } from './app-mesh.ts';

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8'));

interface State {
  readonly weight: number;
  readonly canary?: string;
  readonly stable?: string;
}

function objectsAt({ weight, canary, stable }: State): readonly AnyObject[] {
  const targets = [target('vn-stable', 100 - weight), target('vn-canary', weight)];
  const router = virtualRouter([meshRoute('web', 'httpRoute', ...targets)]);
  return [virtualService(), router, virtualNode('vn-canary', canary), virtualNode('vn-stable', stable)];
}

function splitTo(weight: number, canary: string, stable: string): Split {
  const hashes = { canary, stable, experiment: '' };
  const destinations = splitAt(weight).destinations.map((one) => ({ ...one, hash: hashes[one.role] }));
  return { ...splitAt(weight), destinations };
}

const passed = (objects: readonly AnyObject[], split: Split) =>
  applied(objects, appMesh.render(config, PLACE, split, objects).actions);

const nodeIn = (objects: readonly AnyObject[], name: string) => objects.find(({ metadata }) => metadata.name === name);

function labelOf(objects: readonly AnyObject[], name: string): string | undefined {
  const { podSelector } = (nodeIn(objects, name)?.spec ?? { podSelector: { matchLabels: {} } }) as {
    podSelector: { matchLabels: Record<string, string | undefined> };
  };
  return podSelector.matchLabels[HASH_LABEL];
}

/** `20 c s`: the canary's weight, and what the two nodes select. */
function seen(objects: readonly AnyObject[]): string {
  const { shown } = appMesh.observed(config, PLACE, objects);
  const weight = shown[0]?.weights[PLACE.canaryService];
  return [weight, labelOf(objects, 'vn-canary') ?? '-', labelOf(objects, 'vn-stable') ?? '-'].join(' ');
}

it('writes the hash beside the labels of the user, and leases it', () => {
  const node = nodeIn(passed(objectsAt({ weight: 0 }), splitTo(0, 'c', 's')), 'vn-canary');
  expect(golden).toContainEqual({ name: 'node', spec: node?.spec, annotations: node?.metadata.annotations });
});

it.each<[string, State, Split, readonly string[]]>([
  ['selects before it sends', { weight: 0 }, splitTo(20, 'c', 's'), ['0 c s', '20 c s']],
  ['sends to what is selected', { weight: 5, canary: 'c', stable: 's' }, splitTo(20, 'c', 's'), ['20 c s', '20 c s']],
  [
    'takes requests away before it lets go of pods, at the end',
    { weight: 100, canary: 'c', stable: 's' },
    splitTo(0, 'c', 'c'),
    ['0 c c', '0 canary-hash c'],
  ],
  [
    'takes requests away before it turns to another revision',
    { weight: 50, canary: 'c', stable: 's' },
    splitTo(0, 'd', 's'),
    ['0 c s', '0 d s'],
  ],
  ['keeps an unknown stable', { weight: 0, stable: 's' }, splitTo(0, 'c', ''), ['0 c s']],
  ['selects no pods for an unknown canary', { weight: 0, stable: 's' }, splitTo(0, '', 's'), ['0 canary-hash s']],
  [
    'keeps the pods of an unknown canary that has requests',
    { weight: 20, canary: 'c', stable: 's' },
    splitTo(20, '', 's'),
    ['20 c s'],
  ],
  [
    'never raises what it does not know',
    { weight: 20, canary: 'c', stable: 's' },
    splitTo(60, '', 's'),
    ['20 c s', '20 c s'],
  ],
])('%s', (_, state, split, passes) => {
  let objects = objectsAt(state);
  for (const expected of passes) {
    objects = passed(objects, split);
    expect(seen(objects)).toBe(expected);
  }
  expect(appMesh.render(config, PLACE, split, objects).actions).toEqual([]);
});

describe('selected', () => {
  it.each<[string, State, string, string]>([
    ['is what the nodes say', { weight: 0, canary: 'c', stable: 's' }, 'c', 's'],
    ['is nothing for a placeholder', { weight: 0, canary: 'canary-hash', stable: 's' }, '', 's'],
    ['is nothing without a hash', { weight: 0 }, '', ''],
  ])('%s', (_, state, canary, stable) => {
    expect(appMesh.observed(config, PLACE, objectsAt(state)).selected).toEqual({
      canary: { service: 'demo-canary', hash: canary },
      stable: { service: 'demo-stable', hash: stable },
    });
  });
});

describe('a node that is let go', () => {
  it.each<[string, object, object]>([
    ['selects as its user has it', { app: 'demo' }, { app: 'demo' }],
    ['keeps the hash rather than take every pod', {}, { [HASH_LABEL]: 's' }],
  ])('%s', (_, labels, expected) => {
    const objects = [...objectsAt({ weight: 0 }).slice(0, 3), virtualNode('vn-stable', undefined, labels)];
    const leased = passed(objects, splitTo(0, 'c', 's'));
    const free = nodeIn(applied(leased, appMesh.release(PLACE, leased).actions), 'vn-stable');
    expect(free).toMatchObject({ metadata: { annotations: {} }, spec: { podSelector: { matchLabels: expected } } });
    expect(JSON.stringify(free).includes(HASH_LABEL)).toBe(HASH_LABEL in expected);
  });
});
