import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAMESPACE, startedCluster } from './commands.testkit.ts';
import { create } from './create.ts';

const GROUP = '/apis/argoproj.io/v1alpha1';
const METRICS = [
  { name: 'rate', provider: { web: { url: 'http://prices', jsonPath: '{$.ok}' } }, count: 2, interval: '5s' },
];
const ARGS = [
  { name: 'service' },
  { name: 'limit', value: '5' },
  { name: 'key', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
];
const template = (kind: string, name: string, spec: object) => ({
  ...{
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: { name, ...(kind.startsWith('Cluster') ? {} : { namespace: NAMESPACE }) },
  },
  spec,
});

describe('sluice create analysisrun', () => {
  let cluster: Awaited<ReturnType<typeof startedCluster>>;
  let file: string;
  beforeAll(async () => {
    cluster = await startedCluster();
    const spec = { metrics: METRICS, args: ARGS, dryRun: [{ metricName: 'rate' }] };
    await cluster.create(template('AnalysisTemplate', 'near', spec));
    await cluster.create(template('ClusterAnalysisTemplate', 'far', { metrics: METRICS }));
    const both = [{ templateName: 'near' }, { templateName: 'more', clusterScope: true }];
    await cluster.create(
      template('AnalysisTemplate', 'nested', { templates: both, args: [{ name: 'limit', value: '5' }] }),
    );
    await cluster.create(
      template('ClusterAnalysisTemplate', 'more', { metrics: [{ ...METRICS[0], name: 'more' }], templates: [both[0]] }),
    );
    await cluster.create(template('AnalysisTemplate', 'circle', { templates: [{ templateName: 'circle' }] }));
    await cluster.create(template('AnalysisTemplate', 'lost', { templates: [{ templateName: 'gone' }] }));
    await cluster.create(template('AnalysisTemplate', 'empty', { args: [] }));
    file = cluster.written(
      'template.yaml',
      JSON.stringify(template('ClusterAnalysisTemplate', 'written', { metrics: METRICS })),
    );
  });
  afterAll(() => cluster.stop());
  const asked = (...words: string[]) => cluster.run(create(), 'analysisrun', ...words);
  const sent = async (...words: string[]) => {
    const { requests, problems } = await asked(...words);
    expect(problems).toEqual([]);
    const [what, body] = requests.at(-1) ?? [];
    expect(what).toBe(`POST ${GROUP}/analysisruns`);
    return body;
  };

  it('takes the metrics of the template, and the values that are given', async () => {
    expect(await sent('--from', 'near', '-a', 'service=a=b', '--argument', 'limit=7', '--instance-id', 'blue')).toEqual(
      {
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' },
        metadata: {
          ...{ name: '', namespace: NAMESPACE, generateName: 'near-' },
          labels: { 'argo-rollouts.argoproj.io/controller-instance-id': 'blue' },
        },
        spec: {
          metrics: METRICS,
          args: [{ name: 'service', value: 'a=b' }, { name: 'limit', value: '7' }, ARGS[2]],
          ...{ terminate: false, dryRun: [{ metricName: 'rate' }] },
        },
      },
    );
  });

  it('takes all that a template is made of, each once', async () => {
    expect(await sent('--from', 'nested', '-a', 'service=a')).toMatchObject({
      spec: {
        metrics: [METRICS[0], { ...METRICS[0], name: 'more' }],
        args: [{ name: 'limit', value: '5' }, { name: 'service', value: 'a' }, ARGS[2]],
        dryRun: [{ metricName: 'rate' }],
      },
    });
  });

  it.each<[words: string[], metadata: object]>([
    [['--from', 'far', '--global', '--name', 'mine'], { name: 'mine' }],
    [['--from', 'far', '--global', '--generate-name', 'probe-'], { name: '', generateName: 'probe-' }],
    [['--from', 'clusteranalysistemplate/far'], { name: '', generateName: 'far-' }],
    [['--from', 'cat/far', '--name', 'other'], { name: 'other' }],
    [['--from', 'AnalysisTemplate.argoproj.io/near', '-a', 'service=x'], { name: '', generateName: 'near-' }],
    [['--from-file', 'FILE'], { name: '', generateName: 'written-' }],
  ])('names the run for %j', async (words, metadata) => {
    const body = await sent(...words.map((word) => (word === 'FILE' ? file : word)));
    expect(body).toMatchObject({ metadata: { namespace: NAMESPACE, ...metadata } });
  });

  it('prints the name that the server made up', async () => {
    const { lines } = await asked('--from', 'far', '--global');
    expect(lines).toEqual([expect.stringMatching(/^analysisrun\.argoproj\.io\/far-\w+ created$/)]);
  });

  it.each([
    [['--from', 'near'], 'args.service was not resolved: give it with --argument service=VALUE'],
    [['--from', 'nothing'], "AnalysisTemplate 'nothing' not found in namespace 'shop'"],
    [['--from', 'near', '--global'], "ClusterAnalysisTemplate 'near' not found"],
    [['--from', 'nested'], 'args.service was not resolved: give it with --argument service=VALUE'],
    [
      ['--from', 'pods/near'],
      '--from pods/near: it must be NAME, analysistemplate/NAME or clusteranalysistemplate/NAME',
    ],
    [['--from', 'at/'], '--from at/: it must be NAME, analysistemplate/NAME or clusteranalysistemplate/NAME'],
    [['--from', 'lost'], "template 'lost': AnalysisTemplate 'gone' not found"],
    [['--from', 'empty'], "template 'empty' has no metrics"],
    [
      ['--from', 'circle'],
      "template 'circle': templates refer to each other in a circle: AnalysisTemplate 'circle' -> AnalysisTemplate 'circle'",
    ],
    [['--from-file', 'nowhere.yaml'], 'nowhere.yaml: no such file'],
  ])('makes nothing of %j', async (words, problem) => {
    const { problems, requests } = await asked(...words);
    expect(problems).toEqual([problem]);
    expect(requests.filter(([what]) => !what.startsWith('GET '))).toEqual([]);
  });

  it.each([
    [[]],
    [['--from', 'near', '--from-file', 'x']],
    [['--from', 'near', '--name', 'x', '--generate-name', 'y']],
    [['--from', 'near', '-a', 'service']],
    [['--from', 'near', '-f', 'x']],
  ])('does not understand %j', async (words) => {
    expect(await asked(...words)).toMatchObject({ isUsageError: true, requests: [] });
  });

  it('may be told where before its name', async () => {
    const { problems } = await cluster.run(create(), '-n', 'nowhere', 'analysisrun', '--from', 'near');
    expect(problems).toEqual(["AnalysisTemplate 'near' not found in namespace 'nowhere'"]);
  });
});
