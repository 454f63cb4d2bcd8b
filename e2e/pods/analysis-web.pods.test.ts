import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectOnlyVersion,
  failuresIn,
  type Hall,
  type Judged,
  judgedStory,
  noScene,
  runBecomes,
  startHall,
  templateOf,
} from './analysis-scene.testkit.ts';
import { BREAKING } from './analysis-shop.testkit.ts';
import { sleep } from './visitor.testkit.ts';
import { isPausedAt } from './world.testkit.ts';

/** Milliseconds. */
const LATEST = 30_000;
const INTERVAL = 15;
const TARGET = { service: 'canary', port: 8080, path: '/' };
const ANSWERS = templateOf('answers', [
  {
    ...{ name: 'answers', interval: `${INTERVAL}s`, failureLimit: 1 },
    provider: { web: { url: '/', target: TARGET, expectStatus: [200] } },
  },
]);

describe.skipIf(noScene)(`a canary whose pods are asked (${noScene ?? 'given'})`, () => {
  let hall: Hall | undefined;

  /** At 20 %, with a measurement that found it good. */
  const midway = async () => {
    if (!hall) throw new Error('no hall');
    const analysis = { templates: [{ templateName: 'answers' }] };
    const canary = { steps: [{ setWeight: 20 }, { pause: {} }], analysis };
    return await judgedStory(hall, canary, ({ apply }) => apply(ANSWERS));
  };

  beforeAll(async () => {
    hall = await startHall();
  });

  afterAll(() => hall?.stop());

  it.concurrent.each([0, 5, 10])(
    `has lost its requests ${LATEST / 1000} s after it began to answer 503, which was %i s after a measurement`,
    async (after) => {
      const story = await midway();
      await story.release('v2');
      await story.until('the pause', isPausedAt(1));
      const name = (await story.runs())[0]?.metadata.name ?? '';
      await runBecomes(story, name, ({ metricResults }) => (metricResults?.[0]?.successful ?? 0) >= 2);
      await sleep(after * 1_000);
      await Promise.all((await story.pods('v2')).map((pod) => story.kubectl('exec', pod, '--', ...BREAKING)));
      await story.until('the abort', ({ abort, phase }) => abort === true && phase === 'Degraded');
      await expectOnlyVersion(story, 'v1');
      await told(story, after);
      const { metricResults, message } = await runBecomes(story, name, ({ phase }) => phase === 'Failed');
      expect(message).toMatch(
        /^Metric "answers" assessed Failed due to failed \(2\) > failureLimit \(1\): "Error Message: pod web-\S+: answered 503"$/,
      );
      expect(metricResults?.[0]?.measurements?.slice(-2).map(({ value }) => value)).toEqual(['503', '503']);
    },
  );

  it.concurrent('has lost its requests soon if it never answered anything else', async () => {
    const story = await midway();
    await story.release('v2', { failing: 10, code: 503 });
    await story.until('the abort', ({ abort, phase }) => abort === true && phase === 'Degraded');
    await expectOnlyVersion(story, 'v1');
    await told(story, undefined);
  });
});

/** From the first bad answer that a user got to the last one. */
async function told({ users }: Judged, after: number | undefined): Promise<void> {
  await users.stop();
  const failures = failuresIn(users.answers());
  expect(new Set(failures.map(({ failure }) => failure))).toEqual(new Set(['status 503']));
  const first = Math.min(...failures.map(({ endedAt }) => endedAt));
  const last = Math.max(...failures.map(({ endedAt }) => endedAt));
  const when = after === undefined ? 'from the beginning' : `${after} s after a measurement`;
  const seconds = ((last - first) / 1_000).toFixed(1);
  process.stdout.write(`503 ${when}: ${failures.length} of ${users.answers().length} answers, over ${seconds} s\n`);
  expect(last - first).toBeLessThanOrEqual(LATEST);
}
