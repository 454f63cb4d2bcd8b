import { describe, expect, it } from 'vitest';
import { headText, seriesText } from '../../runtime/gauges.ts';
import type { RolloutObject, RolloutStatus } from '../objects.ts';
import { ROLLOUT_GAUGES } from './gauges.ts';

const rollout = (spec: object, status?: RolloutStatus): RolloutObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'web', namespace: 'shop' },
  spec: spec as RolloutObject['spec'],
  ...(status && { status }),
});

function gaugeOf(name: string) {
  const gauge = ROLLOUT_GAUGES.find((one) => one.name === name);
  if (!gauge) throw new Error(`no gauge ${name}`);
  return gauge;
}

const samples = (name: string, object: RolloutObject) => gaugeOf(name).samplesOf(object);

const routed = (trafficRouting: object) => ({ strategy: { canary: { trafficRouting } } });
const condition = (type: string, reason: string) => ({ type, status: 'True' as const, reason, message: '' });
const value = (name: string, spec: object, status?: RolloutStatus) => samples(name, rollout(spec, status))[0]?.value;

describe('rollout_info', () => {
  it('identifies a Rollout', () => {
    const labels = { namespace: 'shop', name: 'web', strategy: 'none', traffic_router: '', phase: 'Progressing' };
    expect(samples('rollout_info', rollout({}))).toEqual([{ labels, value: 1 }]);
  });

  it.each<[spec: object, strategy: string, router: string]>([
    [{ strategy: { blueGreen: { activeService: 'web' } } }, 'blueGreen', ''],
    [{ strategy: { canary: {} } }, 'canary', ''],
    [{ strategy: { rollingUpdate: {} } }, 'canary', ''],
    [{ strategy: { type: 'RollingUpdate' } }, 'canary', ''],
    [{ strategy: {} }, 'none', ''],
    [routed({ alb: {} }), 'canary', 'ALB'],
    [routed({ ambassador: {} }), 'canary', 'Ambassador'],
    [routed({ istio: {} }), 'canary', 'Istio'],
    [routed({ nginx: {} }), 'canary', 'Nginx'],
    [routed({ smi: {} }), 'canary', 'SMI'],
    [routed({ appMesh: {} }), 'canary', 'AppMesh'],
    [routed({ traefik: {} }), 'canary', 'Traefik'],
    [routed({ apisix: {} }), 'canary', 'APISIX'],
    [routed({ gatewayAPI: {} }), 'canary', 'GatewayAPI'],
    [routed({ plugins: { 'example/b': {}, 'example/a': {} } }), 'canary', 'example/a'],
    [routed({ plugins: {}, managedRoutes: [], maxTrafficWeight: 100 }), 'canary', ''],
    [routed({ alb: {}, istio: {}, nginx: {} }), 'canary', 'Nginx'],
    [routed({ alb: {}, traefik: {}, plugins: { 'example/a': {} } }), 'canary', 'ALB'],
  ])('of %j has strategy %s and router %s', (spec, strategy, traffic_router) => {
    expect(samples('rollout_info', rollout(spec))[0]?.labels).toMatchObject({ strategy, traffic_router });
  });

  it.each<[conditions: RolloutStatus['conditions'], phase: string]>([
    [[], 'Progressing'],
    [[condition('Progressing', 'NewReplicaSetAvailable')], 'Completed'],
    [[condition('Progressing', 'RolloutPaused')], 'Paused'],
    [[condition('Progressing', 'ReplicaSetCreateError')], 'Error'],
    [[condition('Progressing', 'ProgressDeadlineExceeded')], 'Timeout'],
    [[condition('Progressing', 'RolloutAborted')], 'Abort'],
    [[condition('Progressing', 'ReplicaSetUpdated')], 'Progressing'],
    [[condition('Paused', 'RolloutPaused')], 'Progressing'],
    [[condition('Progressing', 'RolloutAborted'), condition('InvalidSpec', 'InvalidSpec')], 'InvalidSpec'],
  ])('of %j has phase %s', (conditions = [], phase) => {
    expect(samples('rollout_info', rollout({}, { conditions }))[0]?.labels).toMatchObject({ phase });
  });
});

describe('rollout_info_replicas', () => {
  const status = { replicas: 6, availableReplicas: 4, updatedReplicas: 2 };
  it.each([
    ['desired', { replicas: 5 }, status, 5],
    ['desired', {}, undefined, 1],
    ['desired', { replicas: 0 }, status, 0],
    ['available', {}, status, 4],
    ['unavailable', {}, status, 2],
    ['updated', {}, status, 2],
    ['available', {}, undefined, 0],
    ['unavailable', {}, undefined, 0],
    ['updated', {}, undefined, 0],
  ])('%s of %j and %j: %d', (which, spec, given, count) => {
    expect(value(`rollout_info_replicas_${which}`, spec, given)).toBe(count);
  });
});

describe('rollout_phase', () => {
  const phases = (conditions: NonNullable<RolloutStatus['conditions']>) =>
    samples('rollout_phase', rollout({ strategy: { canary: {} } }, { conditions })).map(({ labels, value }) => [
      labels['phase'],
      value,
    ]);

  it('is 1 for one phase and 0 for the others', () => {
    expect(phases([condition('Progressing', 'RolloutPaused')])).toEqual([
      ['Completed', 0],
      ['Progressing', 0],
      ['Paused', 1],
      ['Timeout', 0],
      ['Error', 0],
      ['Abort', 0],
    ]);
  });

  it('has no phase for an invalid spec', () => {
    const total = phases([condition('InvalidSpec', 'InvalidSpec')]).reduce((sum, [, value]) => sum + Number(value), 0);
    expect(total).toBe(0);
  });

  it('has a strategy', () => {
    const [first] = samples('rollout_phase', rollout({ strategy: { canary: {} } }));
    expect(first?.labels).toEqual({ namespace: 'shop', name: 'web', strategy: 'canary', phase: 'Completed' });
  });
});

describe('the text', () => {
  it('has a line for each series', () => {
    const object = rollout({ replicas: 2 }, { replicas: 2, availableReplicas: 1 });
    expect(seriesText(gaugeOf('rollout_info_replicas_desired'), object)).toBe(
      'rollout_info_replicas_desired{namespace="shop",name="web"} 2\n',
    );
    expect(seriesText(gaugeOf('rollout_phase'), object).split('\n')).toHaveLength(7);
  });

  it('escapes what a name could bring', () => {
    const text = seriesText(gaugeOf('rollout_info'), rollout(routed({ plugins: { 'a"b\\c\nd': {} } })));
    expect(text).toContain('traffic_router="a\\"b\\\\c\\nd"');
  });

  it.each(ROLLOUT_GAUGES.map((gauge) => [gauge.name, gauge] as const))('says what %s is', (name, gauge) => {
    expect(headText(gauge)).toMatch(new RegExp(`^# HELP ${name} \\w.*\\.\n# TYPE ${name} gauge\n$`));
  });
});
