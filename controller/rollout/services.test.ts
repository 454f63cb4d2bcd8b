import { describe, expect, it } from 'vitest';
import { HASH_LABEL, MANAGED_BY } from './keys.ts';
import { maySelect, selectedBy, serviceNames, switchAction, switchNotice } from './services.ts';
import { blueGreen, canary, revision } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

const s = snapshotOf({ spec: canary(), pods: { v1: 4, v2: 1 }, services: { fresh: undefined, used: 'v1', left: '' } });
const found = (name: string) => {
  const service = s.services.get(name);
  if (!service) throw new Error(`no service ${name}`);
  return service;
};

it.each([
  [{ canaryService: 'c', stableService: 's' }, ['c', 's']],
  [{ pingPong: { pingService: 'ping', pongService: 'pong' } }, ['ping', 'pong']],
  [{}, []],
])('a canary names its Services: %j', (block, names) => {
  expect(serviceNames(snapshotOf({ spec: canary(block) }))).toEqual(names);
});

it('blue-green names its Services', () => {
  expect(serviceNames(snapshotOf({ spec: blueGreen({ previewService: 'next' }) }))).toEqual(['web', 'next']);
});

describe('a Service', () => {
  it('selects a revision, or pods of all', () => {
    expect([selectedBy(found('used')), selectedBy(found('fresh')), selectedBy(undefined)]).toEqual(['v1', '', '']);
  });

  it.each([
    ['fresh', { size: 2 }, true],
    ['fresh', { size: 2, available: 1 }, false],
    ['fresh', { size: 0 }, false],
    ['used', { size: 2, available: 1 }, true],
    ['used', { size: 2, available: 0 }, false],
  ])('%s may be switched to %j: %s', (name, pods, may) => {
    expect(maySelect(found(name), revision('v2', pods))).toBe(may);
  });

  it('is switched by its selector alone, and marked at the first touch', () => {
    const spec = { selector: { [HASH_LABEL]: 'v2' } };
    const metadata = { annotations: { [MANAGED_BY]: 'web' } };
    expect(switchAction(s, found('used'), 'v2')).toMatchObject({
      patch: { strategic: { spec } },
      resourceVersion: '1',
    });
    expect(switchAction(s, found('used'), 'v2')).not.toHaveProperty('patch.strategic.metadata');
    expect(switchAction(s, found('fresh'), 'v2')).toMatchObject({ patch: { strategic: { metadata, spec } } });
    expect(switchAction(s, found('used'), 'v1')).toBeUndefined();
  });

  it('tells from where to where', () => {
    expect(switchNotice(found('used'), 'v2')).toMatchObject({
      reason: 'SwitchService',
      message: "Switched selector for service 'used' from 'v1' to 'v2'",
    });
  });
});
