import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Scraper, startScraper } from './analysis-prometheus.testkit.ts';
import {
  expectOnlyVersion,
  failuresIn,
  type Hall,
  isAt,
  type Judged,
  judgedStory,
  noScrapedScene,
  prometheusBinary,
  runBecomes,
  startHall,
  templateOf,
} from './analysis-scene.testkit.ts';
import { kubeconfig } from './traffic-scene.testkit.ts';
import { isHealthy, isPausedAt } from './world.testkit.ts';

const HASH = { name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } };
const ANALYSIS = { templates: [{ templateName: 'errors' }], args: [HASH] };
const REQUESTS = 'requests_total{rollouts_pod_template_hash="{{args.hash}}"';
const SHARE = `sum(rate(${REQUESTS},code!="200"}[10s])) / sum(rate(${REQUESTS}}[10s]))`;

/** The share of errors, once there are requests enough. */
const errors = (address: string, fields: object = {}) =>
  templateOf(
    'errors',
    [
      {
        ...{
          name: 'errors',
          interval: '3s',
          initialDelay: '8s',
          failureLimit: 1,
          successCondition: 'result[0] < 0.05',
        },
        ...{ provider: { prometheus: { address, query: SHARE } } },
        ...fields,
      },
    ],
    [{ name: 'hash' }],
  );

describe.skipIf(noScrapedScene)(`a canary that a real Prometheus watches (${noScrapedScene ?? 'given'})`, () => {
  let hall: Hall | undefined;
  const scrapers: Scraper[] = [];

  const deployed = async (canary: object, fields: object = {}): Promise<Judged & { readonly scraper: Scraper }> => {
    if (!hall) throw new Error('no hall');
    let scraper: Scraper | undefined;
    const story = await judgedStory(hall, canary, async ({ apply, namespace }) => {
      scraper = await startScraper(prometheusBinary, { kubeconfig, namespace });
      scrapers.push(scraper);
      await apply(errors(scraper.address, fields));
    });
    if (!scraper) throw new Error('nobody scrapes');
    return { ...story, scraper };
  };

  beforeAll(async () => {
    hall = await startHall();
  });

  afterAll(() => hall?.stop());
  afterEach(async () => {
    await Promise.all(scrapers.splice(0).map((one) => one.stop()));
  });

  const STEPS = [{ setWeight: 20 }, { analysis: ANALYSIS }, { setWeight: 60 }, { pause: { duration: 3 } }];

  it('is aborted with 10 % of errors at 20 %, and only stable answers', async () => {
    const { users, ...story } = await deployed({ steps: STEPS }, { count: 5 });
    await story.release('v2', { failing: 1 });
    await story.until('the abort', ({ abort, phase }) => abort === true && phase === 'Degraded');
    await expectOnlyVersion({ users, ...story }, 'v1');
    await users.stop();
    const failures = failuresIn(users.answers());
    expect(new Set(failures.map(({ failure }) => failure))).toEqual(new Set(['status 500']));
    const well = users.answers().filter(({ version }) => version === 'v2');
    const share = failures.length / (failures.length + well.length);
    expect(share).toBeGreaterThan(0.04);
    expect(share).toBeLessThan(0.2);
    const [run] = await story.runs();
    const [metric] = run?.status?.metricResults ?? [];
    expect(metric).toMatchObject({ phase: 'Failed', failed: 2 });
    const found = metric?.measurements?.map(({ phase, value }) => `${phase} ${value}`);
    process.stdout.write(
      `${users.answers().length} requests, of the canary ${well.length} well and ${failures.length} not; ${found}\n`,
    );
    await story.until(
      'the reason',
      ({ message }) =>
        message ===
        'RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: Metric "errors" assessed Failed due to failed (2) > failureLimit (1)',
    );
  });

  it('is promoted without errors, and nobody was turned away', async () => {
    const { users, ...story } = await deployed({ steps: STEPS }, { count: 5 });
    await story.release('v2');
    await story.until('the end', (status) => isHealthy(status) && isAt(STEPS.length)(status));
    await expectOnlyVersion({ users, ...story }, 'v2');
    expect(await users.stop()).toEqual([]);
    const [run] = await story.runs();
    expect(run?.status).toMatchObject({ phase: 'Successful', runSummary: { count: 1, successful: 1 } });
    expect(run?.status?.metricResults?.[0]?.measurements?.map(({ value }) => value)).toEqual(Array(5).fill('[0]'));
  });

  it('is not judged while Prometheus is down, and goes on to be when it is back', async () => {
    const canary = { steps: [{ setWeight: 20 }, { pause: {} }], analysis: ANALYSIS };
    const { users, scraper, ...story } = await deployed(canary);
    await story.release('v2');
    await story.until('the pause', isPausedAt(1));
    const name = (await story.runs())[0]?.metadata.name ?? '';
    const metricOf = (status: Awaited<ReturnType<typeof runBecomes>>) => status.metricResults?.[0];
    await runBecomes(story, name, (status) => (metricOf(status)?.successful ?? 0) >= 2);
    await scraper.kill();
    const down = await runBecomes(story, name, (status) => (metricOf(status)?.consecutiveError ?? 0) >= 2);
    expect(down.phase).toBe('Running');
    expect(metricOf(down)?.measurements?.at(-1)?.message).toBe('prometheus: connection refused');
    // Whoever decides may go, too.
    await hall?.stage.controller.kill();
    hall?.stage.controller.start();
    await runBecomes(story, name, (status) => (metricOf(status)?.consecutiveError ?? 0) >= 3);
    await story.until('the pause still', isPausedAt(1));
    await scraper.start();
    const known = metricOf(down)?.successful ?? 0;
    const back = await runBecomes(story, name, (status) => (metricOf(status)?.successful ?? 0) > known);
    expect(back.phase).toBe('Running');
    expect(metricOf(back)?.consecutiveError ?? 0).toBe(0);
    expect(metricOf(back)?.error).toBeGreaterThanOrEqual(3);
    await story.sluice('promote');
    await story.until('the end', (status) => isHealthy(status) && isAt(2)(status));
    expect(await users.stop()).toEqual([]);
    expect(await story.runs()).toHaveLength(1);
    expect((await runBecomes(story, name, ({ phase }) => phase !== 'Running')).phase).toBe('Successful');
  });

  it('is aborted when Prometheus is down for longer than is tolerated', async () => {
    const canary = { steps: [{ setWeight: 20 }, { pause: {} }], analysis: ANALYSIS };
    const { users, scraper, ...story } = await deployed(canary, { consecutiveErrorLimit: 1 });
    await story.release('v2');
    await story.until('the pause', isPausedAt(1));
    await scraper.kill();
    await story.until('the abort', ({ abort, phase }) => abort === true && phase === 'Degraded');
    await story.until(
      'the reason',
      ({ message }) =>
        message ===
        'RolloutAborted: Rollout aborted update to revision 2: Background analysis phase error/failed: Metric "errors" assessed Error due to consecutiveErrors (2) > consecutiveErrorLimit (1): "Error Message: prometheus: connection refused"',
    );
    await expectOnlyVersion({ users, ...story }, 'v1');
    expect(await users.stop()).toEqual([]);
  });
});
