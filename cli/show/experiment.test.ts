import { expect, it } from 'vitest';
import { colorsFor } from '../colors.ts';
import { experimentText } from './experiment.ts';
import { experiment, NOW, pod, replicaSet, run } from './family.testkit.ts';
import type { ExperimentObject } from './family.ts';
import { familyIn } from './family.ts';

const plain = { now: NOW, colors: colorsFor({}) };
const template = (name: string) => ({ 'experiment.argoproj.io/template-name': name });
const relatives = familyIn(experiment('ab', {}), [
  [
    replicaSet({ hash: 'a', owner: 'ab', image: 'demo:1', annotations: template('baseline') }),
    replicaSet({ hash: 'b', owner: 'ab', image: 'demo:2', available: 0, annotations: template('candidate') }),
    replicaSet({ hash: 'c', owner: 'other' }),
  ],
  [pod('demo-a-1', 'demo-a'), pod('demo-c-1', 'demo-c')],
  [],
  [
    run('ab-errors', 'ab', { phase: 'Running', metricResults: [{ successful: 2, measurements: [] }] }),
    run('other-errors', 'other', {}),
  ],
]);
const shown = (status: object, spec: object = {}) =>
  experimentText(experiment('ab', status, spec) as unknown as ExperimentObject, relatives, plain);

it('an Experiment is what it says of itself, and a tree', () => {
  const status = { phase: 'Running', availableAt: '2026-01-07T23:57:00Z', message: 'so far' };
  expect(shown(status, { duration: '5m' })).toBe(`\
Name:            ab
Namespace:       shop
Status:          ◌ Running
Message:         so far
Owner:           Experiment demo
Duration:        5m
Available:       2026-01-07T23:57:00Z (3m ago)
Remaining:       2m
Images:          demo:1 (baseline)
                 demo:2 (candidate)

NAME              KIND         STATUS         AGE  INFO
Σ ab              Experiment   ◌ Running      7d
├──⧉ demo-a       ReplicaSet   ✔ Healthy      7d   baseline
│  └──□ demo-a-1  Pod          ✔ Running      7d   ready:1/1
├──⧉ demo-b       ReplicaSet   ◌ Progressing  7d   candidate
└──α ab-errors    AnalysisRun  ◌ Running      7d   ✔ 2
`);
});

it('an Experiment without a duration says what ends it', () => {
  expect(shown({})).toMatch(
    /\nStatus: +◷ Pending\nOwner: .*\nDuration: +until somebody or its analyses end it\nImages/,
  );
});
