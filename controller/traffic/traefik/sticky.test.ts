/** Sticky cohorts by Traefik's own cookie: its name tells which rollout, and which part of it. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import type { Split } from '../router.ts';
import { type AnyObject, applied, cohortsAt, PLACE, splitAt } from '../routers.testkit.ts';
import { config, entry, traefikService } from './traefik.case.testkit.ts';
import { traefik } from './traefik.ts';

const user = traefikService([entry('demo-stable'), entry('demo-canary')], 'traefik.io', {});
const at = (weight: number, more: object = {}) => splitAt(weight, { cohorts: cohortsAt(weight, more) });

function told(...splits: readonly Split[]): AnyObject {
  return splits.reduce(
    (now, split) => applied([now], traefik.render(config, PLACE, split, [now]).actions)[0] ?? now,
    user,
  );
}

const stickyIn = ({ spec }: AnyObject) =>
  (spec as { weighted: { sticky?: { cookie: { name: string } } } }).weighted.sticky;

describe('the cookie', () => {
  it('is of the whole TraefikService', () => {
    expect(told(at(20)).spec).toEqual({
      weighted: {
        services: [entry('demo-stable', { weight: 80 }), entry('demo-canary', { weight: 20 })],
        sticky: { cookie: { name: 'side-c-1', maxAge: 60, httpOnly: true } },
      },
    });
  });

  it.each<[string, readonly Split[], string | undefined]>([
    ['is the same when the weight rises', [at(20), at(50)], 'side-c-1'],
    ['is another one when it falls', [at(50), at(20)], 'side-c-2'],
    ['is another one when an aborted update is tried again', [at(80), splitAt(0), at(20)], 'side-c-2'],
    ['is another one in the next rollout', [at(50), splitAt(0), at(20, { hash: 'd' })], 'side-d-1'],
    ['is gone at weight 0', [at(50), splitAt(0)], undefined],
  ])('%s', (_, splits, name) => {
    const found = told(...splits);
    expect(stickyIn(found)?.cookie.name).toBe(name);
    const last = splits.at(-1) ?? splitAt(0);
    expect(traefik.render(config, PLACE, last, [found])).toMatchObject({ actions: [], problems: [] });
  });

  it('may lose its age to an older definition', () => {
    const found = told(at(20));
    const old = {
      ...found,
      spec: {
        weighted: {
          ...(found.spec as { weighted: object }).weighted,
          sticky: { cookie: { name: 'side-c-1', httpOnly: true } },
        },
      },
    };
    expect(traefik.render(config, PLACE, at(20), [old]).actions).toEqual([]);
  });

  it('goes with the Rollout, and one of the user stays', () => {
    const free = (object: AnyObject) => applied([object], traefik.release(PLACE, [object]).actions)[0] ?? object;
    expect(stickyIn(free(told(at(20))))).toBeUndefined();
    expect(free(told(at(20))).metadata.annotations?.[LEASES]).toBeUndefined();
    const own = { cookie: { name: 'mine' } };
    const taken = {
      ...told(at(20)),
      spec: { weighted: { ...(told(at(20)).spec as { weighted: object }).weighted, sticky: own } },
    };
    expect(stickyIn(free(taken))).toEqual(own);
  });
});

it.each<[string, AnyObject, Split, string]>([
  ['that is sticky', traefikService([entry('demo-stable'), entry('demo-canary')]), at(20), 'is sticky already'],
  ['without those of stable', user, at(20, { holdsStable: false }), 'cannot hold the clients of the canary alone'],
])('no clients are held by a TraefikService %s', (_, object, split, why) => {
  const { actions, problems } = traefik.render(config, PLACE, split, [object]);
  expect(problems).toEqual([`sticky cohorts: TraefikService shop/web ${why}`]);
  expect(actions).toEqual(traefik.render(config, PLACE, splitAt(20), [object]).actions);
});
