import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Scraper, startScraper } from './analysis-prometheus.testkit.ts';
import { noScraper, prometheusBinary, runsOf, templateOf } from './analysis-scene.testkit.ts';
import { countingTemplate, type Nature } from './analysis-shop.testkit.ts';
import { kubeconfig } from './traffic-scene.testkit.ts';
import { expectOnly, expectSettled } from './visitor.testkit.ts';
import { isHealthy, type Stage, startStage } from './world.testkit.ts';

const given = inject('pods');
const image = 'missing' in given ? '' : given.image;
const SERVICES = ['active', 'preview'] as const;
const HASH = { name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } };

/** A Job that asks the preview once, and believes what it says. */
const smoke = templateOf('smoke', [
  {
    name: 'smoke',
    provider: {
      job: {
        spec: {
          backoffLimit: 0,
          template: {
            spec: {
              containers: [
                {
                  ...{ name: 'main', image, imagePullPolicy: 'Never' },
                  // As a Service its preview may be behind for a moment.
                  command: ['sh', '-c', 'sleep 3; wget -qO- http://$PREVIEW_SERVICE_HOST/ | grep -v bad'],
                },
              ],
            },
          },
        },
      },
    },
  },
]);

const waiting = (address: string) =>
  templateOf(
    'waiting',
    [
      {
        ...{ name: 'waiting', interval: '2s', count: 3, initialDelay: '3s', successCondition: 'all(result, # < 5)' },
        provider: {
          prometheus: { address, query: 'backlog{rollouts_pod_template_hash="{{args.hash}}"} and on(pod) up == 1' },
        },
      },
    ],
    [{ name: 'hash' }],
  );

const STRATEGY = {
  blueGreen: {
    ...{ activeService: 'active', previewService: 'preview', abortScaleDownDelaySeconds: 2 },
    prePromotionAnalysis: { templates: [{ templateName: 'smoke' }] },
    postPromotionAnalysis: { templates: [{ templateName: 'waiting' }], args: [HASH] },
  },
};

describe.skipIf(noScraper)(`a blue-green that is judged before and after (${noScraper ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const scrapers: Scraper[] = [];

  const deployed = async () => {
    if (!stage) throw new Error('no stage');
    const plain = { blueGreen: { activeService: 'active', previewService: 'preview' } };
    const spec = { replicas: 2, template: countingTemplate('v1'), strategy: plain };
    const { visitors, ...story } = await stage.story(spec, SERVICES);
    const namespace = await story.kubectl('get', 'service/active', '-o', 'jsonpath={.metadata.namespace}');
    const scraper = await startScraper(prometheusBinary, { kubeconfig, namespace });
    scrapers.push(scraper);
    await Promise.all([story.apply(smoke), story.apply(waiting(scraper.address))]);
    await story.spec({ strategy: STRATEGY });
    await story.until('the analyses', isHealthy);
    const release = (version: string, nature?: Nature) => story.spec({ template: countingTemplate(version, nature) });
    const phases = async () =>
      Object.fromEntries(
        (await runsOf(story)).map(({ metadata, status }) => [metadata.name.split('-').at(-1), status?.phase]),
      );
    return { ...story, active: visitors.active, release, phases };
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(() => stage?.stop());
  afterEach(async () => {
    await Promise.all(scrapers.splice(0).map((one) => one.stop()));
  });

  it('switches to what both find good', async () => {
    const { active, ...story } = await deployed();
    expectOnly(active, 'v1');
    await story.release('v2');
    await story.until('the end', (status) => isHealthy(status) && status.stableRS === status.currentPodHash);
    expect(await story.phases()).toEqual({ pre: 'Successful', post: 'Successful' });
    await expectSettled(active, 'v2', 'v1');
  });

  it('never switches to what is found bad before', async () => {
    const { active, ...story } = await deployed();
    await story.release('bad');
    await story.until('the abort', ({ abort, phase }) => abort === true && phase === 'Degraded');
    await story.until(
      'the reason',
      ({ message }) =>
        message ===
        'RolloutAborted: Rollout aborted update to revision 2: Blue/green pre-promotion analysis phase error/failed: Metric "smoke" assessed Failed due to failed (1) > failureLimit (0): "Error Message: Job has reached the specified backoff limit"',
    );
    expect(await story.phases()).toEqual({ pre: 'Failed' });
    await expectSettled(active, 'v1');
  });

  it('goes back from what is found bad after', async () => {
    const { active, ...story } = await deployed();
    const stable = await story.kubectl('get', 'rollout.argoproj.io/web', '-o', 'jsonpath={.status.stableRS}');
    await story.release('v2', { backlog: 7 });
    await story.until('the switch', ({ blueGreen, currentPodHash }) => blueGreen?.activeSelector === currentPodHash);
    await story.until('the abort', ({ abort, phase }) => abort === true && phase === 'Degraded');
    await story.until('the way back', ({ blueGreen }) => blueGreen?.activeSelector === stable);
    await story.until(
      'the reason',
      ({ message }) =>
        message ===
        'RolloutAborted: Rollout aborted update to revision 2: Blue/green post-promotion analysis phase error/failed: Metric "waiting" assessed Failed due to failed (1) > failureLimit (0)',
    );
    expect(await story.phases()).toEqual({ pre: 'Successful', post: 'Failed' });
    expect(active.hasAnsweredAs('v2')).toBe(true);
    await expectSettled(active, 'v1', 'v2');
    expect(await story.pods('v1')).toHaveLength(2);
  });
});
