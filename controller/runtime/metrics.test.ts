import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { Informer } from '../../kube/informer.ts';
import { at } from '../../kube/objects.testkit.ts';
import { Metrics } from './metrics.ts';
import { configMaps } from './toy.testkit.ts';

describe('metrics', () => {
  it('tell of queues, passes, calls, watches, caches, the event loop and shards', async () => {
    const metrics = new Metrics();
    const client = { list: () => never(), watch: () => never() };
    const informer = new Informer({ client, clock: manualClock(), random: () => 0, resource: configMaps });
    informer.put(at(1));
    metrics.watchParts(new Map([['rollouts', { depth: 3, runningFor: [] }]]), new Map([['v1 ConfigMap', informer]]));
    metrics.pass('rollouts', 'done', 20);
    metrics.pass('rollouts', 'failed', 0);
    metrics.call({ verb: 'patch', kind: 'Rollout', plural: 'rollouts', code: 409, milliseconds: 5 });
    metrics.watchRestarted('Rollout');
    metrics.standby('rollouts', true);
    metrics.shards(() => 2);
    metrics.queueObserver('rollouts').started?.(10);
    const text = await metrics.registry.metrics();
    for (const line of [
      'workqueue_depth{name="Rollouts"} 3',
      'sluice_pass_seconds_count{part="rollouts"} 1',
      'sluice_pass_failures_total{part="rollouts"} 1',
      'sluice_api_calls_total{verb="patch",kind="Rollout",code="409"} 1',
      'sluice_watch_restarts_total{kind="Rollout"} 1',
      'sluice_cache_objects{kind="v1 ConfigMap"} 1',
      'sluice_standby{part="rollouts"} 1',
      'sluice_shards_held 2',
      'workqueue_queue_duration_seconds_count{name="Rollouts"} 1',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/sluice_cache_bytes\{kind="v1 ConfigMap"\} \d+/);
    expect(text).toMatch(/sluice_event_loop_lag_seconds\{quantile="0.99"\} /);
  });

  it.each([
    ['get', 'Get'],
    ['list', 'List'],
    ['watch', 'Watch'],
    ['create', 'Create'],
    ['evict', 'Create'],
    ['patch', 'Patch'],
    ['apply', 'Patch'],
    ['delete', 'Delete'],
  ])('count the verb %s as dashboards do, as %s', async (verb, word) => {
    const metrics = new Metrics();
    metrics.call({ verb, kind: 'ReplicaSet', plural: 'replicasets', code: 200, milliseconds: 5 });
    expect(await metrics.registry.metrics()).toContain(
      `controller_clientset_k8s_request_total{kind="replicasets",namespace="",name="",verb="${word}",status_code="200"} 1`,
    );
  });

  it('are kept apart from those of another controller in the same process', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.watchRestarted('Rollout');
    expect(await other.registry.metrics()).not.toContain('kind="Rollout"');
  });
});

function never(): AsyncIterable<never> {
  throw new Error('not asked for');
}
