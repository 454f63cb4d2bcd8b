import { describe, expect, it } from 'vitest';
import { colorsFor } from '../colors.ts';
import { experiment, NOW, pod, replicaSet, rollout, run, sample } from './family.testkit.ts';
import { familyIn } from './family.ts';
import { rolloutText } from './rollout-text.ts';

const plain = { now: NOW, colors: colorsFor({}) };

const SAMPLE = `\
Name:            demo
Namespace:       shop
Status:          ॥ Paused
Message:         CanaryPauseStep
Strategy:        Canary
  Step:          1/4
  SetWeight:     20
  ActualWeight:  20
Images:          demo:2 (canary)
Replicas:
  Desired:       5
  Current:       5
  Updated:       1
  Ready:         5
  Available:     5

NAME                              KIND         STATUS        AGE  INFO
⟳ demo                            Rollout      ॥ Paused      7d
├──# revision:2
│  ├──⧉ demo-789746c88d           ReplicaSet   ✔ Healthy     7d   canary
│  │  └──□ demo-789746c88d-abcde  Pod          ✔ Running     7d   ready:1/1
│  └──α demo-789746c88d-2-1       AnalysisRun  ✔ Successful  7d   ✔ 4,✖ 1
└──# revision:1
   └──⧉ demo-687d76d795           ReplicaSet   • ScaledDown  7d   stable,delay:25s
`;

/** As the reference has it, but for the spaces that align its columns. */
const REFERENCE = `\
⟳ demo                            Rollout     ॥ Paused   7d
├──# revision:2
│  ├──⧉ demo-789746c88d           ReplicaSet  ✔ Healthy  7d   canary
│  │  └──□ demo-789746c88d-abcde  Pod         ✔ Running  7d   ready:1/1
│  └──α demo-789746c88d-2-1       AnalysisRun ✔ Successful 7d ✔ 4,✖ 1
└──# revision:1
   └──⧉ demo-687d76d795           ReplicaSet  • ScaledDown  7d stable,delay:25s
`;

const squeezed = (text: string): string => text.replaceAll(/ +/g, ' ');

describe('a Rollout as text', () => {
  it('is what it says of itself, and a tree', () => expect(rolloutText(sample(), plain)).toBe(SAMPLE));

  it('has the tree of the reference', () => {
    expect(squeezed(rolloutText(sample(), plain))).toContain(squeezed(REFERENCE));
  });

  it('is the same text in colours', () => {
    const text = rolloutText(sample(), { now: NOW, colors: colorsFor({ isTTY: true, hasColors: () => true }) });
    expect(text).toContain('\x1b[32m✔ Healthy\x1b[0m   ');
    const paint = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(text.replaceAll(paint, '')).toBe(SAMPLE);
  });

  it('tells nodes and images to those who ask for more', () => {
    const text = rolloutText(sample(), { ...plain, isWide: true });
    expect(text).toContain('canary            demo:2\n');
    expect(text).toContain('ready:1/1         node-1\n');
  });

  it('shows experiments with their pods and analyses, jobs, restarts', () => {
    const family = familyIn(rollout({ strategy: { canary: {} } }, { phase: 'Progressing', observedGeneration: '2' }), [
      [
        replicaSet({ hash: 'a', revision: 2 }),
        replicaSet({
          ...{ hash: 'e', owner: 'demo-e', image: 'demo:9' },
          annotations: { 'experiment.argoproj.io/template-name': 'baseline' },
        }),
      ],
      [
        pod('demo-a-2', 'demo-a', { restartCount: 2 }),
        pod('demo-a-1', 'demo-a', { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }),
        pod('demo-e-1', 'demo-e'),
      ],
      [experiment('demo-e', { phase: 'Running' })],
      [
        run('demo-e-check', 'demo-e', {
          ...{ phase: 'Error', metricResults: [{ inconclusive: 1, error: 5, measurements: JOBS }] },
        }),
        run('demo-new', 'demo', {}),
      ],
    ]);
    const text = rolloutText(family, plain);
    expect(text).toContain('Images:          demo:1\n                 demo:9 (Σ:baseline)\n');
    expect(text.slice(text.indexOf('⟳'))).toBe(`\
⟳ demo                   Rollout      ◌ Progressing       7d
└──# revision:2
   ├──⧉ demo-a           ReplicaSet   ✔ Healthy           7d
   │  ├──□ demo-a-1      Pod          ✖ CrashLoopBackOff  7d    ready:0/1
   │  └──□ demo-a-2      Pod          ✔ Running           7d    ready:1/1,restarts:2
   ├──Σ demo-e           Experiment   ◌ Running           7d
   │  ├──⧉ demo-e        ReplicaSet   ✔ Healthy           7d    baseline
   │  │  └──□ demo-e-1   Pod          ✔ Running           7d    ready:1/1
   │  └──α demo-e-check  AnalysisRun  ⚠ Error             7d    ? 1,⚠ 5
   │     └──⊞ check-1    Job          ✖ Failed            119s
   └──α demo-new         AnalysisRun  ◷ Pending           7d
`);
  });

  it('leaves out what there is not', () => {
    const family = familyIn(rollout({ replicas: undefined, strategy: { blueGreen: {} } }, { phase: 'Healthy' }), []);
    expect(rolloutText(family, plain)).toBe(`\
Name:            demo
Namespace:       shop
Status:          ✔ Healthy
Strategy:        BlueGreen
Replicas:
  Desired:       1
  Current:       0
  Updated:       0
  Ready:         0
  Available:     0

NAME    KIND     STATUS     AGE  INFO
⟳ demo  Rollout  ✔ Healthy  7d
`);
  });
});

const JOBS = [
  { phase: 'Failed', startedAt: '2026-01-07T23:58:01Z', metadata: { 'job-name': 'check-1' } },
  { phase: 'Successful', startedAt: '2026-01-07T23:58:00Z' },
];
