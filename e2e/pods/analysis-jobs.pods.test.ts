import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isOver, runBecomes, runOf, runsOf } from './analysis-scene.testkit.ts';
import { eventually, noPods, type Stage, type Story, startStage } from './world.testkit.ts';

const given = inject('pods');
const image = 'missing' in given ? '' : given.image;

const shell = (script: string, more: object = {}) => ({ command: ['sh', '-c', script], ...more });

/** One try: a Job tries again for minutes by itself. */
const job = (name: string, container: object, fields: object = {}) => ({
  name,
  ...fields,
  provider: {
    job: {
      metadata: { labels: { what: name } },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [{ name: 'main', image, imagePullPolicy: 'Never', ...container }],
          },
        },
      },
    },
  },
});

interface Job {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status?: { readonly active?: number };
}

describe.skipIf(noPods)(`analyses by Jobs whose pods run (${noPods ?? 'given'})`, () => {
  let [stage, story]: [Stage?, Story?] = [];

  /** A run that has begun. */
  const begun = async (name: string, ...metrics: readonly object[]) => {
    if (!story) throw new Error('no story');
    await story.apply(runOf(name, metrics));
    return story;
  };
  const jobsOf = async (what: string): Promise<readonly Job[]> => {
    const { items } = JSON.parse((await story?.kubectl('get', 'jobs', '-l', `what=${what}`, '-o', 'json')) ?? '{}') as {
      readonly items: readonly Job[];
    };
    return items;
  };
  /** Its pods need a moment to go. */
  const isGoing = (what: string) =>
    eventually(`nothing of ${what}`, async () => {
      const left = (await jobsOf(what)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      return left.length === 0 ? undefined : left;
    });

  beforeAll(async () => {
    stage = await startStage();
    story = await stage.story({ replicas: 1, strategy: { canary: {} } }, ['web']);
  });

  afterAll(() => stage?.stop());

  it.concurrent.each<[string, object, string, object]>([
    ['that ends well', shell('exit 0'), 'Successful', {}],
    ['that fails', shell('exit 3'), 'Failed', { message: 'Job has reached the specified backoff limit' }],
    [
      'whose image is nowhere',
      { image: 'registry.invalid/nothing:1', imagePullPolicy: 'Always' },
      'Inconclusive',
      { message: expect.stringMatching(/^(ErrImagePull|ImagePullBackOff): /) },
    ],
    [
      'whose image has no name',
      { image: 'No Name', imagePullPolicy: 'Always' },
      'Inconclusive',
      { message: expect.stringMatching(/^InvalidImageName: /) },
    ],
  ])('a Job %s', async (what, container, phase, told) => {
    const name = what.replaceAll(' ', '-');
    const status = await runBecomes(await begun(name, job(name, container)), name, isOver);
    expect(status).toMatchObject({ phase, runSummary: { count: 1, [phase.toLowerCase()]: 1 } });
    const [result] = status.metricResults ?? [];
    const [one] = await jobsOf(name);
    const metadata = { 'job-name': one?.metadata.name, 'job-namespace': expect.any(String) };
    expect(result?.measurements).toMatchObject([{ phase, metadata, ...told, finishedAt: expect.any(String) }]);
  });

  it.concurrent('is deleted when its run is terminated', async () => {
    const own = await begun('endless', job('endless', shell('sleep 600')));
    await eventually('it runs', async () => {
      const [one] = await jobsOf('endless');
      return one?.status?.active === 1 ? undefined : (one?.status ?? 'no Job');
    });
    await own.kubectl('patch', 'analysisrun/endless', '--type=merge', '-p', '{"spec":{"terminate":true}}');
    const status = await runBecomes(own, 'endless', isOver);
    await isGoing('endless');
    expect(status).toMatchObject({ phase: 'Inconclusive' });
    expect(status.metricResults?.[0]?.measurements).toMatchObject([
      { phase: 'Inconclusive', message: 'Metric Terminated' },
    ]);
  });

  it.concurrent('is deleted when another metric fails', async () => {
    const bad = job('bad', shell('exit 1'));
    const status = await runBecomes(await begun('two', job('beside', shell('sleep 600')), bad), 'two', isOver);
    expect(status).toMatchObject({ phase: 'Failed', runSummary: { count: 2, failed: 1, inconclusive: 1 } });
    await isGoing('beside');
    expect(await jobsOf('bad')).toHaveLength(1);
  });

  it.concurrent('is kept for each measurement that is, and none beyond', async () => {
    const fields = { count: 4, interval: '1s' };
    const metrics = [job('often', shell('exit 0'), fields), job('also', shell('exit 0'), fields)];
    const retention = { measurementRetention: [{ metricName: 'often', limit: 2 }] };
    if (!story) throw new Error('no story');
    await story.apply(runOf('often', metrics, retention));
    const status = await runBecomes(story, 'often', isOver);
    expect(status).toMatchObject({ phase: 'Successful', runSummary: { count: 2, successful: 2 } });
    const kept = status.metricResults?.map(({ name, measurements }) => [name, measurements?.length]);
    expect(kept).toEqual(
      expect.arrayContaining([
        ['often', 2],
        ['also', 4],
      ]),
    );
    await eventually('two Jobs', async () => {
      const { length } = await jobsOf('often');
      return length === 2 ? undefined : length;
    });
    expect(await jobsOf('also')).toHaveLength(4);
    await story.kubectl('delete', 'analysisrun/often', '--wait');
    await Promise.all([isGoing('often'), isGoing('also')]);
    expect((await runsOf(story)).map(({ metadata }) => metadata.name)).not.toContain('often');
  });
});
