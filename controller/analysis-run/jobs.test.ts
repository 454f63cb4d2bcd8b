import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { failed } from './failed.ts';
import { at, type JobScene, metricOf, moment, resultOf, scene } from './run.testkit.ts';

const job = { metadata: { labels: { team: 'a' } }, spec: { backoffLimit: 1, template: { spec: { containers: [] } } } };
const metrics = [metricOf({ name: 'smoke', provider: { job } })];
const NAME = 'u.smoke.1';
const begun = () => decide(scene({ metrics }));
const conditions = (type: string, message?: string): JobScene => ({
  conditions: [{ type, status: 'True', ...(message !== undefined && { message }) }],
});

describe('a measurement by a Job', () => {
  it('makes the Job, and says so at once', () => {
    const { stages, status } = begun();
    expect(stages).toEqual([
      [
        {
          do: 'create',
          because: `measure smoke (1) by Job ${NAME}`,
          object: {
            ...{ apiVersion: 'batch/v1', kind: 'Job' },
            metadata: {
              ...{ name: NAME, namespace: 'shop', labels: { team: 'a', 'analysisrun.argoproj.io/uid': 'u' } },
              annotations: {
                'analysisrun.argoproj.io/name': 'run',
                'analysisrun.argoproj.io/namespace': 'shop',
                'analysisrun.argoproj.io/metric-name': 'smoke',
              },
              ownerReferences: [expect.objectContaining({ kind: 'AnalysisRun', uid: 'u', controller: true })],
            },
            spec: {
              backoffLimit: 1,
              template: {
                metadata: { labels: { 'analysisrun.argoproj.io/uid': 'u' } },
                spec: { restartPolicy: 'Never', containers: [] },
              },
            },
          },
        },
      ],
    ]);
    expect(resultOf(status, 'smoke')).toEqual({
      ...{ name: 'smoke', phase: 'Running' },
      measurements: [{ phase: 'Running', startedAt: at(0), metadata: { 'job-name': NAME, 'job-namespace': 'shop' } }],
    });
  });

  it.each([
    ['Successful', conditions('Complete'), undefined],
    ['Failed', conditions('Failed', 'BackoffLimitExceeded'), 'BackoffLimitExceeded'],
    ['Inconclusive', { stuck: 'ErrImagePull: no such image' }, 'ErrImagePull: no such image'],
    ['Running', {}, undefined],
  ])('is %s if its Job is %o', (phase, sight, message) => {
    const { status } = begun();
    const after = decide(scene({ metrics, status, jobs: { [NAME]: sight }, seconds: 9 }));
    const [measurement] = resultOf(after.status, 'smoke')?.measurements ?? [];
    expect([measurement?.phase, measurement?.message]).toEqual([phase, message]);
    expect(after.status.completedAt).toBe(phase === 'Running' ? undefined : at(9));
  });

  it('looks at a Job that does not start ever more seldom', () => {
    const { status } = begun();
    const pass = (seconds: number) => decide(scene({ metrics, status, jobs: { [NAME]: {} }, seconds })).wakeAt;
    expect([pass(2), pass(50)]).toEqual([moment(4), moment(60)]);
  });

  it('is an error if its Job is gone', () => {
    const { status } = begun();
    expect(resultOf(decide(scene({ metrics, status })).status, 'smoke')?.measurements).toMatchObject([
      { phase: 'Error', message: `Job ${NAME} is gone` },
    ]);
  });

  it('deletes the Job when nobody waits for it any more', () => {
    const { status } = begun();
    const { stages, status: after } = decide(
      scene({ metrics, status, jobs: { [NAME]: {} }, spec: { terminate: true }, seconds: 3 }),
    );
    expect(stages.flat()).toMatchObject([{ do: 'delete', uid: `uid of ${NAME}`, propagation: 'Foreground' }]);
    expect(after).toMatchObject({ phase: 'Inconclusive' });
    expect(resultOf(after, 'smoke')?.measurements).toMatchObject([
      { phase: 'Inconclusive', message: 'Metric Terminated' },
    ]);
  });

  it('deletes Jobs of measurements that are not kept, of its own metric alone', () => {
    const several = [
      metricOf({ name: 'smoke', interval: '1s', count: 9, provider: { job } }),
      metricOf({ name: 'other', interval: '1s', count: 9, provider: { job } }),
    ];
    const spec = { measurementRetention: [{ metricName: 'smoke', limit: 1 }] };
    const first = decide(scene({ metrics: several, spec })).status;
    const done = { [NAME]: conditions('Complete'), 'u.other.1': conditions('Complete') } as const;
    const second = decide(scene({ metrics: several, spec, status: first, jobs: done, seconds: 1 }));
    expect(second.stages.flat()).toEqual([]);
    const third = decide(scene({ metrics: several, spec, status: second.status, jobs: done, seconds: 3 }));
    expect(third.stages.flat().map(({ because }) => because)).toEqual([
      'measure smoke (2) by Job u.smoke.2',
      'measure other (2) by Job u.other.2',
      `delete Job ${NAME}: its measurement is not kept`,
    ]);
  });

  it('has a name that Kubernetes takes, however long that of the metric is', () => {
    const long = [metricOf({ name: 'm'.repeat(100), provider: { job } })];
    const [action] = decide(scene({ metrics: long })).stages.flat();
    const name = action?.do === 'create' ? action.object.metadata.name : '';
    expect([name.length, name.endsWith('.1')]).toEqual([63, true]);
  });

  it('is an error if the API server does not take its Job', () => {
    const refusal = Object.assign(
      new Error(`create /apis/batch/v1/namespaces/shop/jobs: Job.batch "${NAME}" is invalid`),
      {
        ...{ causes: [], reason: 'Invalid' },
      },
    );
    const { status } = failed(scene({ metrics, seconds: 4 }), [refusal]);
    expect(resultOf(status, 'smoke')).toMatchObject({
      error: 1,
      measurements: [{ phase: 'Error', message: refusal.message }],
    });
    expect(failed(scene({ metrics }), [new Error('no answer')]).status).toEqual({});
  });
});
