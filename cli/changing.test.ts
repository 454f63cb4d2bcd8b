import type { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { abort } from './abort.ts';
import { NAMESPACE, type Recorded, startedCluster } from './commands.testkit.ts';
import { create } from './create.ts';
import { pause } from './pause.ts';
import { promote } from './promote.ts';
import { restart } from './restart.ts';
import { retry } from './retry.ts';
import { set } from './set-image.ts';
import { terminate } from './terminate.ts';
import { undo } from './undo.ts';

let cluster: Awaited<ReturnType<typeof startedCluster>>;
beforeAll(async () => {
  cluster = await startedCluster();
});
afterAll(() => cluster.stop());

const GROUP = '/apis/argoproj.io/v1alpha1';
const WEB = `${GROUP}/rollouts/web`;
const LABELS = { app: 'web' };
const ours = (kind: string, name: string, rest: object) => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name, namespace: NAMESPACE } },
  ...rest,
});
const template = (...containers: readonly object[]) => ({
  ...{ metadata: { labels: LABELS }, spec: { containers, initContainers: [{ name: 'init', image: 'init:1' }] } },
});
const spec = {
  ...{ selector: { matchLabels: LABELS }, strategy: { canary: { steps: [{ pause: {} }, { setWeight: 50 }] } } },
  template: template(
    { name: 'main', image: 'web:1', ports: [{ containerPort: 80 }] },
    { name: 'side', image: 'side:1' },
  ),
};

const COMMANDS: Readonly<Record<string, () => Command>> = {
  ...{ abort, create, pause, promote, restart, retry, set, terminate, undo },
};

function run(typed: string) {
  const [name = '', ...words] = typed.split(' ');
  return cluster.run((COMMANDS[name] ?? abort)(), ...words);
}

/** Each test has a Rollout of its own making. */
async function fresh(rest: object = { spec }, name = 'web') {
  const ref = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name };
  await cluster.client.delete(ref);
  return await cluster.create(ours('Rollout', name, rest));
}

const read = async (kind: string, name: string) =>
  (await cluster.client.get({ apiVersion: 'argoproj.io/v1alpha1', kind, namespace: NAMESPACE, name })) as unknown as {
    readonly spec: typeof spec & { readonly terminate?: boolean };
    readonly status?: object;
  };

describe('requests and lines', () => {
  beforeAll(async () => {
    await cluster.create(ours('Experiment', 'baseline', { spec: { templates: [] }, status: { phase: 'Failed' } }));
    await cluster.create(ours('AnalysisRun', 'run', { spec: { metrics: [] } }));
  });
  beforeEach(() => fresh());

  const status = (body: object): Recorded => [`PATCH ${WEB}/status`, { status: body }];
  it.each<[typed: string, requests: readonly Recorded[], line: string]>([
    ['abort web', [status({ abort: true })], "rollout 'web' aborted"],
    ['retry web', [status({ abort: false })], "rollout 'web' retried"],
    ['retry rollout web', [status({ abort: false })], "rollout 'web' retried"],
    ['retry ro web', [status({ abort: false })], "rollout 'web' retried"],
    [
      'retry experiment baseline',
      [[`PATCH ${GROUP}/experiments/baseline`, { status: null }]],
      "experiment 'baseline' retried",
    ],
    ['pause web', [[`PATCH ${WEB}`, { spec: { paused: true } }]], "rollout 'web' paused"],
    [
      'terminate experiment baseline',
      [[`PATCH ${GROUP}/experiments/baseline`, { spec: { terminate: true } }]],
      "experiment 'baseline' terminated",
    ],
    [
      'terminate analysisrun run',
      [[`PATCH ${GROUP}/analysisruns/run`, { spec: { terminate: true } }]],
      "analysisRun 'run' terminated",
    ],
    ['promote web', [[`GET ${WEB}`], status({ pauseConditions: null, currentStepIndex: 1 })], "rollout 'web' promoted"],
    ['promote web --full', [[`GET ${WEB}`]], "rollout 'web' fully promoted"],
    ['promote web -a', [[`GET ${WEB}`], status({ currentStepIndex: 2 })], "rollout 'web' promoted"],
  ])('of %s', async (typed, requests, line) => {
    expect(await run(typed)).toEqual({
      ...{ requests, lines: [line], problems: [], isUsageError: false },
    });
  });

  it('has an Experiment forget its status', async () => {
    expect((await read('Experiment', 'baseline')).status).toBeUndefined();
  });

  it('writes the status of a promotion before its spec', async () => {
    await fresh({ spec: { ...spec, paused: true }, status: {} });
    const { requests } = await run('promote web');
    expect(requests.map(([what]) => what)).toEqual([`GET ${WEB}`, `PATCH ${WEB}/status`, `PATCH ${WEB}`]);
    expect(requests.at(-1)?.[1]).toEqual({ spec: { paused: false } });
  });

  it.each([
    [[], '0s', 0],
    [['--in', '1m30s'], '1m30s', 90_000],
  ])('restarts with %j', async (flags, text, delay) => {
    const earliest = Math.floor((Date.now() + delay) / 1000) * 1000;
    const { requests, lines } = await cluster.run(restart(), 'web', ...flags);
    expect(lines).toEqual([`rollout 'web' restarts in ${text}`]);
    const [what, body] = requests[0] ?? [];
    const { restartAt } = (body as { readonly spec: { readonly restartAt: string } }).spec;
    expect([requests.length, what, body]).toEqual([1, `PATCH ${WEB}`, { spec: { restartAt } }]);
    expect(restartAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(restartAt)).toBeGreaterThanOrEqual(earliest);
    expect(Date.parse(restartAt)).toBeLessThan(earliest + 60_000);
  });

  it('falls back to the object itself where it has no status of its own', async () => {
    const { requests, problems } = await run('abort none');
    expect(requests).toEqual([
      [`PATCH ${GROUP}/rollouts/none/status`, { status: { abort: true } }],
      [`PATCH ${GROUP}/rollouts/none`, { status: { abort: true } }],
    ]);
    expect(problems).toEqual(["rollout 'none' not found in namespace 'shop'"]);
  });

  it('tells why somebody aborts, in an Event of the Rollout', async () => {
    const { requests, lines } = await cluster.run(abort(), 'web', '--reason', 'checkout is slow');
    const rollout = await cluster.client.get({ ...ours('Rollout', 'web', {}), namespace: NAMESPACE, name: 'web' });
    expect(requests[0]).toEqual(status({ abort: true }));
    expect(requests[1]).toEqual([
      'POST /api/v1/events',
      expect.objectContaining({
        ...{ type: 'Warning', reason: 'RolloutAbortRequested', message: 'checkout is slow' },
        involvedObject: expect.objectContaining({ kind: 'Rollout', name: 'web', uid: rollout?.metadata.uid }),
      }),
    ]);
    expect(lines).toEqual(["rollout 'web' aborted"]);
  });

  it('aborts all the same when the reason may not be told', async () => {
    cluster.refuseOnce('POST /api/v1/events');
    const { problems } = await cluster.run(abort(), 'web', '--reason', 'checkout is slow');
    const problem = /^rollout 'web': aborted, but the reason is not recorded: .*no right to do that$/;
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect((await read('Rollout', 'web')).status).toEqual({ abort: true });
  });
});

describe('several names', () => {
  it('tries each, and tells what failed', async () => {
    await fresh();
    await fresh({ spec }, 'api');
    expect(await cluster.run(pause(), 'none', 'web', 'neither', 'api')).toMatchObject({
      lines: ["rollout 'web' paused", "rollout 'api' paused"],
      problems: ["rollout 'none' not found in namespace 'shop'", "rollout 'neither' not found in namespace 'shop'"],
      isUsageError: false,
    });
  });
});

describe('what cannot be done', () => {
  it.each([
    'abort ',
    'retry ',
    'retry experiment',
    'terminate ',
    'terminate nothing web',
    'promote web -c -a',
    'promote web --full -c',
    'restart web --in soon',
    'undo web --to-revision x',
    'set image web',
    'set image web main',
    'set image web main=a=b',
    'create ',
  ])('takes %j for wrong usage', async (typed) => {
    const { isUsageError, requests } = await run(typed.trim());
    expect([isUsageError, requests]).toEqual([true, []]);
  });

  it.each<[flag: string, strategy: object, problem: string]>([
    ['-c', { blueGreen: { activeService: 'web' } }, 'Cannot skip steps of a bluegreen rollout. Run without a flags'],
    ['-a', { canary: {} }, 'Cannot skip steps of a rollout without steps'],
  ])('says what cannot be promoted with %s', async (flag, strategy, problem) => {
    await fresh({ spec: { ...spec, strategy } });
    const { problems, requests } = await cluster.run(promote(), 'web', flag);
    expect([problems, requests]).toEqual([[`rollout 'web': ${problem}`], [[`GET ${WEB}`]]]);
  });
});

describe('create', () => {
  const METRICS = '{metrics: []}';
  const SPECS: Readonly<Record<string, string>> = {
    ...{ Rollout: '{}', Experiment: '{templates: []}', AnalysisRun: METRICS, ClusterAnalysisTemplate: METRICS },
  };
  const yaml = (kind: string, metadata: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${SPECS[kind]}\n`;

  it('makes what is in files', async () => {
    const one = cluster.written(
      'one.yaml',
      `${yaml('Rollout', '{name: made}')}---\n${yaml('Experiment', '{name: made}')}`,
    );
    const metadata = '{name: everywhere}';
    const other = cluster.written('other.yaml', yaml('ClusterAnalysisTemplate', metadata));
    const { lines, problems } = await cluster.run(create(), '-f', one, other);
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      'rollout.argoproj.io/made created',
      'experiment.argoproj.io/made created',
      'analysistemplate.argoproj.io/everywhere created',
    ]);
  });

  it('makes nothing of a file that it does not know, and says which object is there already', async () => {
    const known = cluster.written('run.yaml', yaml('AnalysisRun', '{name: twice}'));
    const unknown = cluster.written('unknown.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n');
    const { problems, requests } = await cluster.run(create(), '-f', known, '-f', unknown);
    expect(problems).toEqual([`${unknown}: Pod of v1 cannot be made here; use kubectl create -f`]);
    expect(requests).toEqual([]);
    expect((await cluster.run(create(), '-f', known)).lines).toEqual(['analysisrun.argoproj.io/twice created']);
    expect((await cluster.run(create(), '-f', known)).problems).toEqual([
      expect.stringContaining('"twice" already exists'),
    ]);
  });

  it('shows one Rollout as it grows, and no more than one', async () => {
    const both = cluster.written('two.yaml', `${yaml('Rollout', '{name: a}')}---\n${yaml('Rollout', '{name: b}')}`);
    expect(await cluster.run(create(), '-f', both, '-w')).toMatchObject({ isUsageError: true, requests: [] });
    const nameless = cluster.written('nameless.yaml', yaml('Rollout', '{}'));
    const { problems } = await cluster.run(create(), '-f', nameless);
    expect(problems).toEqual([`${nameless}: Rollout without a name`]);
  });
});
