import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { recordingOf, snapshotIn } from './recording.ts';
import type { Snapshot } from './snapshot.ts';
import { at, blueGreen, canary } from './status/snapshot.testkit.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const FOLDER = 'controller/rollout/recorded';
const SNAPSHOT = '.snapshot.json';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'registry.local/web:v2' }] },
};
/** One that is valid, so that it is decided on. */
const validOf = ({ spec, ...world }: World): Snapshot => ({
  ...snapshotOf({ ...world, spec: { ...spec, template } }),
  template,
});

const planText = (snapshot: Snapshot): string => `${JSON.stringify(decide(snapshot), null, 2)}\n`;
const again = (snapshot: Snapshot): Snapshot => snapshotIn(recordingOf(snapshot));

const steps = [{ setWeight: 25 }, { pause: { duration: '10m' } }, { setWeight: 50 }, { pause: {} }];
const routed = {
  ...{ canaryService: 'canary', stableService: 'stable', trafficRouting: { nginx: { stableIngress: 'web' } } },
  steps,
};
const paused = { pauseConditions: [{ reason: 'CanaryPauseStep' as const, startTime: at(-60) }], controllerPause: true };

describe('a snapshot that was recorded', () => {
  it.each<[sentence: string, world: World]>([
    [
      'of a paused canary',
      { spec: canary({ steps }), pods: { v1: 3, v2: 1 }, status: { currentStepIndex: 1, ...paused } },
    ],
    [
      'of a canary with a router',
      { spec: canary(routed), pods: { v1: 4, v2: 1 }, services: { canary: 'v2', stable: 'v1' }, shown: 25 },
    ],
    [
      'of an abort with pods that are to go',
      { spec: canary({ steps }), pods: { v0: { deadline: 30 }, v1: 3, v2: 1 }, stable: 'v1', status: { abort: true } },
    ],
    [
      'of a blue-green update before its switch',
      {
        spec: blueGreen({ previewService: 'preview' }),
        pods: { v1: 4, v2: { ready: 3 } },
        services: { web: 'v1', preview: 'v2' },
      },
    ],
    ['of a Rollout that has nothing yet', { spec: canary(), stable: '' }],
    ['of one that is invalid', { spec: canary({ steps: [{}] }), pods: { v1: 4 } }],
  ])('%s is decided alike', (_, world) => {
    const snapshot = validOf(world);
    expect(again(snapshot)).toEqual(snapshot);
    expect(planText(again(snapshot))).toBe(planText(snapshot));
  });

  it('still knows which revision is which', () => {
    const { revisions, current, stable, others } = again(
      validOf({ spec: canary(), pods: { v0: 1, v1: 3, v2: 1 }, stable: 'v1' }),
    );
    expect(revisions.map((one) => [one === current, one === stable, others.includes(one)])).toEqual([
      [false, false, true],
      [false, true, false],
      [true, false, false],
    ]);
  });

  it('holds whatever else it held', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('$date', '$map', '$same', '$$', '__proto__', 'a/b', 'a~1b', ''));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, 'text'),
        fc.date({ noInvalidDate: false }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3 }),
        fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
      ),
    }));
    fc.assert(
      fc.property(value, (part) => {
        const whole = { one: part, other: [part] };
        const { one, other } = again(whole as unknown as Snapshot) as unknown as { one: object; other: [object] };
        expect([one, other]).toEqual([part, [part]]);
        if (typeof part === 'object' && !(part instanceof Date)) expect(other[0]).toBe(one);
      }),
    );
  });

  it.each([
    ['nonsense', 'not a RolloutSnapshot: no JSON'],
    ['null', 'not a RolloutSnapshot of version 1'],
    ['{"kind":"RolloutSnapshot","version":2}', 'not a RolloutSnapshot of version 1'],
  ])('is refused as %s', (text, message) => expect(() => snapshotIn(text)).toThrow(message));
});

/** What once went wrong, or must not change: `sluice explain --record` and `npx vitest -u` make a row. */
describe('the recorded snapshots', () => {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith(SNAPSHOT));

  it('are there', () => expect(names.length).toBeGreaterThan(2));

  it.each(names)('%s has the plan beside it', async (name) => {
    const snapshot = snapshotIn(readFileSync(`${FOLDER}/${name}`, 'utf8'));
    await expect(planText(snapshot)).toMatchFileSnapshot(`recorded/${name.replace(SNAPSHOT, '.plan.json')}`);
  });
});
