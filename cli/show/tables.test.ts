import { describe, expect, it } from 'vitest';
import type { ReplicaSet, RolloutObject } from '../../controller/rollout/objects.ts';
import { colorsFor } from '../colors.ts';
import { experiment, NOW, replicaSet, rollout, sample } from './family.testkit.ts';
import type { ExperimentObject } from './family.ts';
import { historyText } from './history.ts';
import { experimentsText, rolloutsText } from './list.ts';
import { tableText } from './table.ts';

const plain = colorsFor({});
const look = { now: NOW, colors: plain, flags: {} };

it('cells are aligned, and no line ends in spaces', () => {
  const paint = (text: string) => `<${text}>`;
  expect(tableText([['A', 'BBB', 'C'], ['AAA', { text: 'B', paint }, 'C'], ['A', '', ''], []])).toBe(
    'A    BBB  C\nAAA  <B>    C\nA\n\n',
  );
});

describe('the list of Rollouts', () => {
  const blueGreen = rollout(
    { strategy: { blueGreen: {} }, replicas: 2 },
    { phase: 'Healthy', readyReplicas: 2, replicas: 2 },
  );
  const named = (one: RolloutObject, name: string, namespace = 'shop'): RolloutObject => ({
    ...one,
    metadata: { ...one.metadata, name, namespace },
  });

  it('tells how they fare, in order', () => {
    expect(rolloutsText([named(sample().rollout, 'web'), named(blueGreen, 'api')], look)).toBe(`\
NAME  STRATEGY   STATUS   STEP  SET-WEIGHT  READY  DESIRED  UP-TO-DATE  AVAILABLE
api   BlueGreen  Healthy  -     -           2/2    2        0           0
web   Canary     Paused   1/4   20          5/5    5        1           5
`);
  });

  it('tells namespaces and times to those who want them', () => {
    const flags = { allNamespaces: true, timestamps: true };
    expect(rolloutsText([named(blueGreen, 'b', 'z'), named(blueGreen, 'c', 'a')], { ...look, flags })).toBe(`\
TIMESTAMP             NAMESPACE  NAME  STRATEGY   STATUS   STEP  SET-WEIGHT  READY  DESIRED  UP-TO-DATE  AVAILABLE
2026-01-08T00:00:00Z  a          c     BlueGreen  Healthy  -     -           2/2    2        0           0
2026-01-08T00:00:00Z  z          b     BlueGreen  Healthy  -     -           2/2    2        0           0
`);
  });

  it('says that there are none', () => expect(rolloutsText([], look)).toBe('No resources found.\n'));
});

describe('the list of Experiments', () => {
  it('tells how long they still take', () => {
    const availableAt = '2026-01-07T23:57:00Z';
    const experiments = [
      experiment('a', { phase: 'Running', availableAt }, { duration: '5m' }),
      experiment('b', { phase: 'Successful', availableAt }, { duration: '5m' }),
      experiment('c', { phase: 'Running', availableAt }, { duration: '1m' }),
      experiment('d', { phase: 'Running', availableAt }),
      experiment('e', {}, { duration: '1h30m' }),
    ] as unknown as readonly ExperimentObject[];
    expect(experimentsText(experiments, look)).toBe(`\
NAME  STATUS      DURATION  REMAINING  AGE
a     Running     5m        2m         7d
b     Successful  5m        -          7d
c     Running     1m        0s         7d
d     Running     -         -          7d
e     Pending     1h30m     -          7d
`);
  });

  it('says that there are none', () => expect(experimentsText([], look)).toBe('No resources found.\n'));
});

describe('the history', () => {
  const delivered = (value: string) => ({ 'sluice.dev/delivered-by': value });
  const delivery = (revisions: string[]) => delivered(JSON.stringify({ application: 'argocd/shop', revisions }));
  const replicaSets = [
    replicaSet({
      hash: 'b',
      revision: 9,
      size: 0,
      annotations: delivery(['0123456789abcdef0123456789abcdef01234567']),
    }),
    replicaSet({
      hash: 'c',
      revision: 11,
      image: 'demo:3',
      annotations: { 'sluice.dev/aborted': '2026-01-07T00:00:00Z' },
    }),
    replicaSet({ hash: 'a', revision: 10, image: 'demo:2', annotations: delivery(['v1.2', 'main']) }),
    replicaSet({ hash: 'd', revision: 8, size: 0, annotations: delivered('somebody') }),
    replicaSet({ hash: 'e', owner: 'other' }),
  ] as unknown as readonly ReplicaSet[];
  const one = rollout({ strategy: { canary: {} } }, { stableRS: 'a', currentPodHash: 'c' });

  it('tells of each revision what it runs, who brought it and how it ended, the newest first', () => {
    expect(historyText(one, replicaSets, plain)).toBe(`\
REVISION  REPLICASET  IMAGES  CREATED               STATUS        ROLE    DELIVERED-BY           ABORTED
11        demo-c      demo:3  2026-01-01T00:00:00Z  ✔ Healthy     canary  -                      2026-01-07T00:00:00Z
10        demo-a      demo:2  2026-01-01T00:00:00Z  ✔ Healthy     stable  argocd/shop@v1.2,main  -
9         demo-b      demo:1  2026-01-01T00:00:00Z  • ScaledDown  -       argocd/shop@01234567   -
8         demo-d      demo:1  2026-01-01T00:00:00Z  • ScaledDown  -       somebody               -
`);
  });

  it('says that there is none', () => expect(historyText(one, [], plain)).toBe('No revisions found.\n'));
});
