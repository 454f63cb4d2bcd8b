import { describe, expect, it } from 'vitest';
import type { Run } from '../controller/analysis/objects.ts';
import type { RolloutStatus } from '../controller/rollout/objects.ts';
import { placeOf } from '../controller/rollout/place.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { at, blueGreen, canary } from '../controller/rollout/status/snapshot.testkit.ts';
import { snapshotOf, type World } from '../controller/rollout/world.testkit.ts';
import { UNASKED } from '../controller/runtime/plugin-contract.ts';
import { observedBy } from '../controller/traffic/driver.ts';
import { sightOf, sightRef } from '../controller/traffic/plugins/sight.ts';
import { analysisLines } from './explained-analyses.ts';
import { explanationOf } from './explanation.ts';
import { momentText } from './moment.ts';
import { waitsOf } from './waits.ts';

const LABELS = { app: 'web' };
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'registry.local/web:v2' }] },
};
const steps = [{ setWeight: 25 }, { pause: { duration: '10m' } }, { pause: {} }];
const inCanary = canary({ steps });
const withTemplate = ({ spec, ...world }: World) => ({
  ...snapshotOf({ ...world, spec: { ...spec, template } }),
  template,
});
const pausedFor = (reason: 'CanaryPauseStep' | 'BlueGreenPause' | 'InconclusiveAnalysisRun') => ({
  pauseConditions: [{ reason, startTime: at(-60) }],
  controllerPause: true,
});
const inStep = (currentStepIndex: number) => ({ currentStepIndex, ...pausedFor('CanaryPauseStep') });
const inBlueGreen = { pods: { v1: 4, v2: 4 }, services: { web: 'v1' }, status: pausedFor('BlueGreenPause') };
const PRE = { name: 'pre', status: 'Failed', message: 'bad' } as const;
const waiting = (world: World, status = world.status ?? {}) => waitsOf(withTemplate(world), status);

describe('a Rollout that nothing is done to', () => {
  const pods = { v1: 3, v2: 1 };

  it.each<[sentence: string, world: World, waits: string]>([
    [
      'waits for the end of a pause',
      { spec: inCanary, pods, status: inStep(1) },
      'paused by step 2/3, until 2026-01-01T12:09:00Z (in 9m)',
    ],
    [
      'waits for somebody',
      { spec: inCanary, pods, status: inStep(2) },
      'paused by step 3/3, until somebody promotes it',
    ],
    [
      'is halted by its spec',
      { spec: { ...inCanary, paused: true }, pods },
      'halted by spec.paused, until somebody resumes it',
    ],
    [
      'waits before a switch',
      { ...inBlueGreen, spec: blueGreen({ autoPromotionSeconds: 90 }) },
      'paused by the pause before the switch, until 2026-01-01T12:00:30Z (in 30s)',
    ],
    [
      'waits before a switch that somebody makes',
      { ...inBlueGreen, spec: blueGreen({ autoPromotionEnabled: false }) },
      'paused by the pause before the switch, until somebody promotes it',
    ],
    [
      'waits for a verdict',
      { spec: inCanary, pods, status: pausedFor('InconclusiveAnalysisRun') },
      'paused by an analysis without a clear result, until somebody promotes it',
    ],
    [
      'is aborted',
      { spec: inCanary, pods, status: { abort: true, abortedAt: at(-3_700) } },
      'Rollout aborted at 2026-01-01T10:58:20Z (1h 1m ago); until somebody retries it or the template changes',
    ],
    [
      'waits for pods',
      { spec: inCanary, pods: { v1: 3, v2: { size: 2, available: 0, ready: 1 } } },
      'pods: web-v2 has 0 of 2 available, 1 ready, 2 there',
    ],
    [
      'waits for pods to go',
      { spec: inCanary, pods: { v1: { size: 3, pods: 4 }, v2: 1 } },
      'pods: web-v1 still has 4, 3 are asked for',
    ],
    [
      'waits for old pods whose time is not over',
      { spec: inCanary, pods: { v1: { deadline: 20 }, v2: 4 }, stable: 'v2' },
      'pods: those of web-v1 go at 2026-01-01T12:00:20Z (in 20s)',
    ],
    ['is as it should be', { spec: inCanary, pods: { v2: 4 }, status: { phase: 'Healthy' } }, 'all is as it should be'],
    [
      'waits for what its phase says',
      { spec: inCanary, pods: { v2: 4 }, status: { message: 'waiting for all steps to complete' } },
      'waiting for all steps to complete',
    ],
  ])('%s', (_, world, waits) => expect(waiting(world)).toEqual([waits]));

  it('waits for the routers', () => {
    const names = { canaryService: 'canary', stableService: 'stable' };
    const backend = { service: { name: 'stable' } };
    const ingress = {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } },
      spec: { rules: [{ http: { paths: [{ backend }] } }] },
    };
    const s = withTemplate({
      spec: canary({ ...names, trafficRouting: { nginx: { stableIngress: 'web' } }, steps }),
      ...{ pods, services: { canary: 'v2', stable: 'v1' }, shown: 10 },
    });
    const { namespace } = s.object.metadata;
    const objects = [{ ...ingress, metadata: { ...ingress.metadata, ...(namespace !== undefined && { namespace }) } }];
    expect(waitsOf({ ...s, routing: { ...s.routing, objects } }, {})).toEqual([
      'traffic: the routers do not show weight 25 yet',
    ]);
  });

  it('fails at its deadline', () => {
    const said = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: 'on its way' } as const;
    const status = { conditions: [{ ...said, lastUpdateTime: at(-60) }] };
    expect(waiting({ spec: inCanary, pods: { v1: 3, v2: { size: 1, pods: 0 } }, status })).toEqual([
      'pods: web-v2 has 0 of 1 available, 0 ready, 0 there',
      'deadline: without progress it counts as failed at 2026-01-01T12:09:01Z (in 9m 1s)',
    ]);
  });

  it('is invalid, and waits for nothing else', () => {
    const broken = { spec: canary({ steps: [{ setWeight: 101 }] }), pods, status: inStep(0) };
    expect(waiting(broken)).toEqual([
      'The Rollout "web" is invalid: spec.strategy.canary.steps[0].setWeight: Invalid value: 101: ' +
        'SetWeight needs to be between 0 and 100. Its pods stay as they are until the spec changes',
    ]);
  });
});

describe('an explanation', () => {
  it('tells place, plan, status and when it is looked at again', () => {
    const world = { spec: inCanary, pods: { v1: 3, v2: 1 }, status: { phase: 'Paused' as const, ...inStep(1) } };
    expect(explanationOf(withTemplate(world)).join('\n')).toMatch(
      new RegExp(
        [
          'Rollout shop/web at 2026-01-01T12:00:00Z',
          '  phase     Paused',
          '  step      2/3, pause: 10m',
          '  revisions #1 web-v1 \\(stable\\): 3 of 3 pods available',
          '            #2 web-v2 \\(wanted\\): 1 of 1 pods available',
          '',
          'now, stage by stage:',
          '  1. [\\s\\S]*',
          '  then status: [^\\n]*conditions[\\s\\S]*',
          'wakes at 2026-01-01T12:09:00Z \\(in 9m\\), or when something changes$',
        ].join('\n'),
      ),
    );
  });

  it('tells what plugins would be asked, and nothing that only their silence here makes up', () => {
    const names = { canaryService: 'canary', stableService: 'stable' };
    const plugins = { 'acme/edge': { listener: 'public' } };
    const s = withTemplate({
      spec: canary({ ...names, trafficRouting: { plugins }, steps }),
      ...{ pods: { v1: 3, v2: 1 }, services: { canary: 'v2', stable: 'v1' }, status: inStep(1) },
    });
    const services = new Map([...s.services].map(([name, one]) => [name, { ...one, spec: { selector: LABELS } }]));
    const place = placeOf(s.object, s.spec);
    const objects = [sightOf(sightRef(place, 'acme/edge'), UNASKED)];
    const routing = { ...s.routing, objects, ...observedBy({ plugins, maxTrafficWeight: 100 }, place, objects) };
    const lines = explanationOf({ ...s, services, routing });
    const asks = 'the controller asks it traffic/state with config {"listener":"public"}';
    expect(lines).toContain(`  routers   plugins["acme/edge"]: not asked from here; ${asks}`);
    expect(lines).toContain('nothing: traffic: plugin acme/edge: only the controller asks it');
    expect(lines.filter((line) => line.includes('TrafficRoutingError'))).toEqual([]);
  });

  it('tells which analyses run, how they stand, and which are to come', () => {
    const templates = (templateName: string) => ({ templates: [{ templateName }] });
    const metrics = [{ name: 'errors', interval: '10s', count: 10, failureLimit: 2, provider: { web: { url: 'u' } } }];
    const run = {
      ...{
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AnalysisRun',
        metadata: { name: 'web-v2-2-1' },
        spec: { metrics },
      },
      status: { phase: 'Running', metricResults: [{ name: 'errors', phase: 'Running', count: 4, failed: 1 }] },
    } as unknown as Run;
    const s = withTemplate({
      spec: canary({
        steps: [{ setWeight: 25 }, { analysis: templates('rate') }, { pause: {} }, { analysis: templates('slow') }],
        analysis: { ...templates('wide'), startingStep: 2 },
      }),
      ...{ pods: { v1: 3, v2: 1 } },
      status: {
        currentStepIndex: 1,
        canary: { currentStepAnalysisRunStatus: { name: 'web-v2-2-1', status: 'Running' } },
      },
    });
    const namespaced = new Map(['rate', 'slow', 'wide'].map((name) => [name, { metrics }]));
    const seen = {
      ...s,
      analysis: { runs: [run], templates: { namespaced, cluster: new Map() } },
    } as unknown as Snapshot;
    const standing = 'web-v2-2-1: Running: errors 4/10 measured, 1/2 failed';
    expect(explanationOf(seen).slice(2, 6)).toEqual([
      '  step      2/4, analysis',
      `  analyses  step ${standing}`,
      '            at step 4/4: slow',
      '            from step 3/4: wide',
    ]);
    expect(waitsOf(seen, s.status)).toEqual(['analysis: web-v2-2-1 is Running: errors 4/10 measured, 1/2 failed']);
  });

  it.each<[status: RolloutStatus, lines: readonly string[]]>([
    [{}, ['before promotion: rate', 'after promotion: rate']],
    [
      { blueGreen: { prePromotionAnalysisRunStatus: PRE } },
      ['before promotion pre: Failed: bad', 'after promotion: rate'],
    ],
  ])('tells of analyses beside a switch, with %j', (status, lines) => {
    const analysis = { templates: [{ templateName: 'rate' }] };
    const spec = blueGreen({ activeService: 'web', prePromotionAnalysis: analysis, postPromotionAnalysis: analysis });
    const s = withTemplate({ spec, pods: { v1: 4, v2: 4 }, services: { web: 'v1' }, status });
    expect(analysisLines(s)).toEqual(lines);
  });

  it('of one that is deleted is short', () => {
    const snapshot = withTemplate({ spec: inCanary, stable: '' });
    const metadata = { ...snapshot.object.metadata, deletionTimestamp: at(0) };
    expect(explanationOf({ ...snapshot, object: { ...snapshot.object, metadata } }).slice(-2)).toEqual([
      'nothing: it is being deleted',
      'wakes when something changes',
    ]);
  });
});

it.each([
  [0, '(0s ago)'],
  [59, '(in 59s)'],
  [3_600, '(in 1h)'],
  [-90_061, '(1d 1h ago)'],
])('%d seconds from now are %s', (seconds, text) => {
  const now = new Date(at(0));
  expect(momentText(new Date(now.getTime() + seconds * 1000), now)).toContain(text);
});
