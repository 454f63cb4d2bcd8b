import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HASH_LABEL } from '../controller/rollout/keys.ts';
import { NAMESPACE, type Recorded, startedCluster } from './commands.testkit.ts';
import { set } from './set-image.ts';
import { undo } from './undo.ts';

let cluster: Awaited<ReturnType<typeof startedCluster>>;
beforeAll(async () => {
  cluster = await startedCluster();
});
afterAll(() => cluster.stop());

const LABELS = { app: 'web' };
const WEB = '/apis/argoproj.io/v1alpha1/rollouts/web';
const ROLLOUT = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const POD_TEMPLATE = { apiVersion: 'v1', kind: 'PodTemplate' };

const templateOf = (image: string) => ({
  metadata: { labels: LABELS },
  spec: {
    initContainers: [{ name: 'init', image: 'init:1', futureField: 'kept' }],
    containers: [
      { name: 'main', image, ports: [{ containerPort: 80 }], futureField: { of: 'tomorrow' } },
      { name: 'side', image: 'side:1' },
    ],
  },
});

const refOf = (kind: typeof ROLLOUT, name = 'web') => ({ ...kind, namespace: NAMESPACE, name });

async function fresh(kind: typeof ROLLOUT, rest: object) {
  await cluster.client.delete(refOf(kind));
  return await cluster.create({ ...kind, metadata: { name: 'web', namespace: NAMESPACE }, ...rest });
}

const selector = { matchLabels: LABELS };
const referring = (kind: typeof ROLLOUT) =>
  fresh(ROLLOUT, { spec: { selector, workloadRef: { ...kind, name: 'web' }, strategy: { canary: {} } } });

interface Containing {
  readonly spec: { readonly template: ReturnType<typeof templateOf> };
}
const templateNow = async (kind: typeof ROLLOUT) =>
  ((await cluster.client.get(refOf(kind))) as unknown as Containing).spec.template;

const imagesIn = ({ spec }: ReturnType<typeof templateOf>) =>
  [...spec.initContainers, ...spec.containers].map(({ image }) => image);

describe('set image', () => {
  function outrun(times: number) {
    let replicas = 0;
    cluster.beforeWrites(times, WEB.replace('/rollouts', `/namespaces/${NAMESPACE}/rollouts`), () => {
      replicas++;
      return { spec: { replicas } };
    });
  }
  const change = (...images: string[]) => cluster.run(set(), 'image', 'web', ...images);

  it('writes the lists of containers, and nothing that is in them is lost', async () => {
    const { metadata } = await fresh(ROLLOUT, { spec: { selector, template: templateOf('web:1') } });
    const { requests, lines } = await change('main=web:2');
    const { containers, initContainers } = templateOf('web:2').spec;
    expect(requests).toEqual([
      [`GET ${WEB}`],
      [
        `PATCH ${WEB}`,
        {
          metadata: { resourceVersion: metadata.resourceVersion },
          spec: { template: { spec: { containers, initContainers } } },
        },
      ],
    ]);
    expect(lines).toEqual(['rollout "web" image updated']);
    expect(await templateNow(ROLLOUT)).toEqual(templateOf('web:2'));
  });

  it.each([
    [['*=all:1'], ['all:1', 'all:1', 'all:1']],
    [
      ['*=all:1', 'side=side:2'],
      ['all:1', 'all:1', 'side:2'],
    ],
    [
      ['init=init:2', 'main=web:3'],
      ['init:2', 'web:3', 'side:1'],
    ],
  ])('knows %j', async (images, expected) => {
    await fresh(ROLLOUT, { spec: { selector, template: templateOf('web:1') } });
    await change(...images);
    expect(imagesIn(await templateNow(ROLLOUT))).toEqual(expected);
  });

  it('says which container there is not', async () => {
    await fresh(ROLLOUT, { spec: { selector, template: templateOf('web:1') } });
    const { problems, requests } = await change('main=web:2', 'nothing=x');
    expect(problems).toEqual(['rollout \'web\': unable to find container named "nothing"']);
    expect(requests).toEqual([[`GET ${WEB}`]]);
  });

  it.each([
    [1, 2],
    [4, 5],
  ])('begins anew when somebody was faster %i times', async (times, tries) => {
    await fresh(ROLLOUT, { spec: { selector, template: templateOf('web:1'), replicas: 0 } });
    outrun(times);
    const { requests, lines, problems } = await change('main=web:2');
    expect([lines, problems]).toEqual([['rollout "web" image updated'], []]);
    expect(requests.filter(([what]) => what === `PATCH ${WEB}`)).toHaveLength(tries);
  });

  it('gives up after five tries', async () => {
    await fresh(ROLLOUT, { spec: { selector, template: templateOf('web:1'), replicas: 0 } });
    outrun(5);
    const { requests, problems } = await change('main=web:2');
    expect(problems).toEqual([expect.stringMatching(/^rollout 'web': .*409 Conflict/)]);
    expect(requests.filter(([what]) => what === `PATCH ${WEB}`)).toHaveLength(5);
  });

  it('changes the Deployment that a Rollout refers to', async () => {
    await fresh(DEPLOYMENT, { spec: { selector, template: templateOf('web:1') } });
    await referring(DEPLOYMENT);
    const { requests, lines } = await change('*=all:2');
    expect(requests.map(([what]) => what)).toEqual([
      ...[`GET ${WEB}`, 'GET /apis/apps/v1/deployments/web', 'PATCH /apis/apps/v1/deployments/web'],
    ]);
    expect(lines).toEqual(['deployment "web" image updated']);
    expect(imagesIn(await templateNow(DEPLOYMENT))).toEqual(['all:2', 'all:2', 'all:2']);
  });

  it('says what a Rollout refers to and is not there', async () => {
    await cluster.client.delete(refOf(DEPLOYMENT));
    await referring(DEPLOYMENT);
    expect((await change('*=all:2')).problems).toEqual(['rollout \'web\': deployments.apps "web" not found']);
  });

  it('finds the template of a PodTemplate beside its metadata', async () => {
    await fresh(POD_TEMPLATE, { template: templateOf('web:1') });
    await referring(POD_TEMPLATE);
    const { requests } = await change('main=web:2');
    expect(requests.at(-1)?.[1]).toMatchObject({ template: { spec: { containers: [{ image: 'web:2' }, {}] } } });
  });
});

describe('undo', () => {
  const annotations = (number: number, more: object = {}) => ({
    'rollout.argoproj.io/revision': String(number),
    ...more,
  });
  const withHash = (
    template: { readonly metadata: object; readonly spec: object },
    hash: string,
    labels: object = {},
  ) => ({
    ...template,
    metadata: { ...template.metadata, labels: { ...LABELS, [HASH_LABEL]: hash, ...labels } },
  });

  const antiAffinity = {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          labelSelector: { matchExpressions: [{ key: HASH_LABEL, operator: 'In', values: ['h2'] }] },
          topologyKey: 'kubernetes.io/hostname',
        },
      ],
    },
  };

  /** Three revisions: the first with everything that the controller may put in, the last the one there is. */
  async function scene(spec: object, owner?: string) {
    const { metadata } = await fresh(ROLLOUT, { spec: { selector, ...spec } });
    const uid = owner ?? metadata.uid ?? '';
    const marks = JSON.stringify({ labels: { role: 'stable' }, annotations: {} });
    const first = templateOf('web:1');
    await replicaSet('h1', uid, {
      ...{ annotations: annotations(1, { 'rollout.argoproj.io/ephemeral-metadata': marks }) },
      template: withHash({ ...first, spec: { ...first.spec, affinity: antiAffinity } as never }, 'h1', {
        role: 'stable',
      }),
    });
    await replicaSet('h2', uid, { annotations: annotations(2), template: withHash(templateOf('web:2'), 'h2') });
    await replicaSet('h3', uid, { annotations: annotations(3), template: withHash(templateOf('web:3'), 'h3') });
    await replicaSet('alien', 'somebody-else', {
      annotations: annotations(7),
      template: withHash(templateOf('x'), 'alien'),
    });
  }

  async function replicaSet(
    hash: string,
    uid: string,
    { annotations: notes, template }: { annotations: object; template: object },
  ) {
    const ref = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: NAMESPACE, name: `web-${hash}` };
    await cluster.client.delete(ref);
    const ownerReferences = [{ ...ROLLOUT, name: 'web', uid, controller: true }];
    await cluster.create({
      ...{ apiVersion: ref.apiVersion, kind: ref.kind },
      metadata: {
        name: ref.name,
        namespace: NAMESPACE,
        labels: { ...LABELS, [HASH_LABEL]: hash },
        annotations: notes,
        ownerReferences,
      },
      spec: { replicas: 0, selector: { matchLabels: { ...LABELS, [HASH_LABEL]: hash } }, template },
    });
  }

  const own = { template: templateOf('web:3') };
  const READS: readonly Recorded[] = [[`GET ${WEB}`], ['GET /apis/apps/v1/replicasets']];

  it('goes back to the revision before the newest', async () => {
    await scene(own);
    const { requests, lines } = await cluster.run(undo(), 'web');
    expect(requests.slice(0, 2)).toEqual(READS);
    expect(requests[2]).toEqual([
      `PATCH ${WEB}`,
      [{ op: 'replace', path: '/spec/template', value: expect.objectContaining({ metadata: expect.anything() }) }],
    ]);
    expect(requests).toHaveLength(3);
    expect(lines).toEqual(["rollout 'web' undo"]);
    expect(imagesIn(await templateNow(ROLLOUT))).toEqual(['init:1', 'web:2', 'side:1']);
    expect((await templateNow(ROLLOUT)).metadata.labels).toEqual(LABELS);
  });

  it('puts nothing of the controller into the template', async () => {
    await scene(own);
    await cluster.run(undo(), 'web', '--to-revision', '1');
    const { metadata, spec } = await templateNow(ROLLOUT);
    expect(metadata).toEqual({ labels: LABELS, ...('creationTimestamp' in metadata && { creationTimestamp: null }) });
    expect(spec).not.toHaveProperty('affinity');
    expect(imagesIn({ metadata, spec })).toEqual(['init:1', 'web:1', 'side:1']);
  });

  it.each([
    ['3', { lines: ['skipped rollback (current template already matches revision 3)'], problems: [] }],
    ['7', { lines: [], problems: ["rollout 'web': unable to find specified revision 7 in history"] }],
  ])('writes nothing for revision %s', async (number, expected) => {
    await scene(own);
    const outcome = await cluster.run(undo(), 'web', '--to-revision', number);
    expect(outcome).toMatchObject(expected);
    expect(outcome.requests).toEqual(READS);
  });

  it('says that there is no other revision', async () => {
    await scene(own, 'an-earlier-one');
    const { problems } = await cluster.run(undo(), 'web');
    expect(problems).toEqual(['rollout \'web\': no revision found for rollout "web"']);
  });

  it('changes the workload that a Rollout refers to', async () => {
    await fresh(DEPLOYMENT, { spec: { selector, template: templateOf('web:3') } });
    await scene({ workloadRef: { ...DEPLOYMENT, name: 'web' }, selector: undefined });
    const { requests, lines } = await cluster.run(undo(), 'web');
    expect(requests.at(-1)).toEqual([
      'PATCH /apis/apps/v1/deployments/web',
      [expect.objectContaining({ op: 'replace', path: '/spec/template' })],
    ]);
    expect(lines).toEqual(["rollout 'web' undo"]);
    expect(imagesIn(await templateNow(DEPLOYMENT))).toEqual(['init:1', 'web:2', 'side:1']);
  });
});
