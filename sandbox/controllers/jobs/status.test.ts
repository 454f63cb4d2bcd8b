import { describe, expect, it } from 'vitest';
import { timestamp } from '../../../kube/conditions.ts';
import { ago, NOW } from '../workloads.testkit.ts';
import { job, worker } from './jobs.testkit.ts';
import { jobStatus, newsOf } from './status.ts';

const at = timestamp(NOW);
const told = { pods: [], failure: undefined, now: NOW };
const reason = 'CompletionsReached';
const failure = { reason: 'BackoffLimitExceeded', message: 'too often' };
const suspended = (status: 'True' | 'False') => ({
  ...{ type: 'Suspended', status, lastTransitionTime: ago(60) },
  reason: status === 'True' ? 'JobSuspended' : 'JobResumed',
});
const types = (status: ReturnType<typeof jobStatus>) =>
  status.conditions?.map(({ type, status: is }) => `${type} ${is}`) ?? [];

describe('the status of a Job', () => {
  it('counts pods, and says when it began', () => {
    const pods = [
      worker('a', 'Running', { ready: true }),
      worker('b'),
      worker('c', 'Failed'),
      worker('d', 'Running', { going: true }),
    ];
    expect(jobStatus({ ...told, job: job({ completions: 3 }), pods })).toEqual({
      startTime: at,
      active: 2,
      ready: 1,
      terminating: 1,
      uncountedTerminatedPods: {},
    });
  });

  it('says that it is complete', () => {
    const status = jobStatus({ ...told, job: job({}, { succeeded: 1, startTime: ago(9) }) });
    expect(status).toMatchObject({ startTime: ago(9), completionTime: at, ready: 0, succeeded: 1 });
    expect(status.conditions).toMatchObject([
      { type: 'SuccessCriteriaMet', status: 'True', reason, lastProbeTime: at, lastTransitionTime: at },
      { type: 'Complete', status: 'True', reason, message: 'Reached expected number of succeeded pods' },
    ]);
    expect(status).not.toHaveProperty('active');
    expect(newsOf(undefined, status)).toEqual([{ type: 'Normal', reason: 'Completed', message: 'Job completed' }]);
    expect(newsOf(status, status)).toEqual([]);
  });

  it('says that it fails, and that it has failed when the last pod is gone', () => {
    const pods = [worker('a', 'Running', { going: true })];
    const failing = jobStatus({ ...told, job: job(), pods, failure });
    expect(types(failing)).toEqual(['FailureTarget True']);
    expect(newsOf(undefined, failing)).toEqual([]);
    const failed = jobStatus({ ...told, job: job({}, failing), failure });
    expect(types(failed)).toEqual(['FailureTarget True', 'Failed True']);
    expect(failed).not.toHaveProperty('completionTime');
    expect(newsOf(failing, failed)).toEqual([{ type: 'Warning', ...failure }]);
  });

  it('is complete with one success if no number is asked for, once nothing runs', () => {
    const { completions: _, ...spec } = job().spec;
    const one = { ...job(), spec, status: { succeeded: 1 } };
    expect(types(jobStatus({ ...told, job: one, pods: [worker('a')] }))).toEqual([]);
    expect(types(jobStatus({ ...told, job: one }))).toEqual(['SuccessCriteriaMet True', 'Complete True']);
  });

  it('says that it is suspended, and begins anew when resumed', () => {
    const asleep = jobStatus({ ...told, job: job({ suspend: true }) });
    expect([types(asleep), asleep.startTime]).toEqual([['Suspended True'], undefined]);
    const before = { startTime: ago(99), conditions: [suspended('True')] };
    const awake = jobStatus({ ...told, job: job({}, before) });
    expect([types(awake), awake.startTime]).toEqual([['Suspended False'], at]);
    expect(newsOf(before, awake)).toEqual([{ type: 'Normal', reason: 'Resumed', message: 'Job resumed' }]);
    const later = jobStatus({ ...told, job: job({}, { startTime: ago(9), conditions: [suspended('False')] }) });
    expect([later.startTime, later.conditions]).toEqual([ago(9), [suspended('False')]]);
  });
});
