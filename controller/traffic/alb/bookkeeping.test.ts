/** Which annotations are whose: our record, that of Argo Rollouts, and those of other routers. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import { PLACE, splitAt } from '../routers.testkit.ts';
import { groupsIn, MANAGED, named, PREFIX, released, rootIngress, steered } from './alb.testkit.ts';
import { alb } from './alb.ts';

describe('bookkeeping for controllers of Argo Rollouts', () => {
  const key = `${PREFIX}/actions.demo-root`;
  it.each([
    [
      'keeps what is of others',
      '{"other":["x/actions.other"]}',
      `{"demo":["${key}"],"other":["x/actions.other"]}`,
      '{"other":["x/actions.other"]}',
    ],
    ['replaces what nobody can read', '{', `{"demo":["${key}"]}`, undefined],
  ])('%s', (_, before, during, after) => {
    const objects = steered(splitAt(20), [rootIngress('web', { [MANAGED]: before })]);
    expect(named(objects, 'web').metadata.annotations?.[MANAGED]).toBe(during);
    expect(named(released(objects), 'web').metadata.annotations?.[MANAGED]).toBe(after);
  });

  it('takes over from them: an action of an earlier root service goes to stable alone', () => {
    const old = `${PREFIX}/actions.old-root`;
    const action = JSON.stringify({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { ServiceName: 'demo-canary', ServicePort: '80', Weight: 20 },
          { ServiceName: 'demo-stable', ServicePort: '80', Weight: 80 },
        ],
      },
    });
    const objects = steered(splitAt(20), [
      rootIngress('web', { [MANAGED]: JSON.stringify({ demo: [old] }), [old]: action }),
    ]);
    expect([groupsIn(objects), groupsIn(objects, 'web', 'old-root')]).toEqual([
      'demo-canary:20 demo-stable:80',
      'demo-stable:100',
    ]);
    expect(named(objects, 'web').metadata.annotations?.[MANAGED]).toBe(`{"demo":["${key}"]}`);
  });
});

it("another router's Ingress is not let go", () => {
  const annotations = {
    [LEASES]: JSON.stringify({ [PLACE.uid]: ['metadata.annotations[zalando.org/backend-weights]'] }),
  };
  expect(alb.release(PLACE, [rootIngress('web', annotations)]).actions).toEqual([]);
});
