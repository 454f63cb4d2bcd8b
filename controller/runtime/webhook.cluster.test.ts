import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiVersionOf } from '../../crds/kind.ts';
import { type KindName, kindNames, kinds } from '../../crds/kinds.ts';
import { clusterUrl, kubectl, noCluster, type Outcome, request } from '../../e2e/cluster.testkit.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import type { Ref } from '../../kube/types.ts';
import { reviewOf } from '../rollout/validation/review.ts';
import { silent } from './log.ts';
import type { Serving } from './servers.ts';
import { certificateFolder, documented } from './webhook.testkit.ts';
import { webhookServer } from './webhook.ts';
import { clientAt, eventually } from './world.testkit.ts';

const cluster = inject('cluster');
/** An API server elsewhere cannot reach the webhook of this process. */
const isElsewhere = 'missing' in cluster || !existsSync(join(dirname(cluster.kubeconfig), 'apiserver.pid'));
const unreachable = noCluster ?? (isElsewhere ? 'needs a control plane on this machine' : undefined);

const namespace = `webhook-${randomUUID().slice(0, 8)}`;
const DENIED = 'admission webhook "validate.sluice.dev" denied the request: ';
const DEADLINE = 'Invalid value: 1: must be greater than minReadySeconds';
const SURGE = 'Invalid value: 0: MaxSurge and MaxUnavailable both can not be zero';
const IGNORED = 'spec.strategy.rollingUpdate: ignored, because another strategy is set';

const pathOf = (kind: KindName) => {
  const { plural, scope } = kinds[kind];
  return `/apis/${apiVersionOf(kinds[kind])}/${scope === 'Cluster' ? '' : `namespaces/${namespace}/`}${plural}`;
};

const objectOf = (kind: KindName, name: string, spec: object) => ({
  apiVersion: apiVersionOf(kinds[kind]),
  kind,
  metadata: { name, ...(kinds[kind].scope !== 'Cluster' && { namespace }) },
  spec,
});

const refTo = (kind: KindName, name: string): Ref => ({ apiVersion: apiVersionOf(kinds[kind]), kind, namespace, name });

const valid = {
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:v1' }] } },
  strategy: { canary: {} },
};
const wrong = { ...valid, minReadySeconds: 9, progressDeadlineSeconds: 1 };
const wrongToo = { strategy: { canary: { maxSurge: 0, maxUnavailable: 0 } } };
const rollout = (name: string, spec: object) => objectOf('Rollout', name, spec);
/** As little as the definitions take. */
const specs: Readonly<Record<KindName, object>> = {
  Rollout: {},
  AnalysisTemplate: {},
  ClusterAnalysisTemplate: {},
  AnalysisRun: { metrics: [] },
  Experiment: { templates: [] },
  Application: {},
  AppProject: {},
  ApplicationSet: { generators: [], template: { metadata: {}, spec: {} } },
  Revert: {
    rollout: { namespace: 'a', name: 'b', uid: 'c' },
    failure: {
      reason: 'AnalysisFailed',
      revision: 1,
      podTemplateHash: 'd',
      abortedAt: '2026-01-01T00:00:00Z',
    },
    quarantine: { fingerprint: 'e', images: [] },
  },
};
const manifest = (object: object) => JSON.stringify(object);

/** While kubectl waits, this process must answer. */
function meanwhile(arguments_: readonly string[], input = ''): Promise<Outcome> {
  if ('missing' in cluster) throw new Error(cluster.missing);
  const command = ['--kubeconfig', cluster.kubeconfig, '-n', namespace, ...arguments_];
  return new Promise((resolve) => {
    const child = execFile(cluster.kubectl, command, { timeout: 60_000 }, (failed, out, error) =>
      resolve({ ok: failed === null, out, error }),
    );
    child.stdin?.end(input);
  });
}

describe.skipIf(unreachable)(`the webhook of a real API server (${unreachable ?? 'given'})`, () => {
  const direct = clientAt(clusterUrl);
  const asked = new Set<unknown>();
  const review = (body: unknown) => {
    asked.add((body as { request: { kind: { kind: string } } }).request.kind.kind);
    return reviewOf(body);
  };
  const [hook] = documented().configuration.webhooks;
  let server: Serving | undefined;
  let certificate: ReturnType<typeof certificateFolder> | undefined;

  /** As documented, but at this process, and of no concern to other tests. */
  function register(failurePolicy: 'Fail' | 'Ignore'): void {
    const clientConfig = {
      url: `https://127.0.0.1:${server?.port}/validate`,
      caBundle: Buffer.from(certificate?.first.certificate ?? '').toString('base64'),
    };
    const namespaceSelector = { matchLabels: { test: namespace } };
    const webhooks = [{ ...hook, clientConfig, failurePolicy, namespaceSelector }];
    const object = { ...documented().configuration, metadata: { name: namespace }, webhooks };
    expect(kubectl(['apply', '-f', '-'], manifest(object))).toMatchObject({ ok: true });
  }

  const created = (kind: KindName, spec: object) =>
    request('POST', `${pathOf(kind)}?dryRun=All`, objectOf(kind, 'tried', spec));
  const isTaken = async (kind: KindName, spec: object) => (await created(kind, spec)).status === 201;
  const patched = (ref: Ref, merge: object, subresource?: 'status' | 'scale') =>
    direct.client.patch(ref, { merge }, { fieldManager: 'test', ...(subresource && { subresource }) });

  beforeAll(async () => {
    const files = readdirSync('crds/yaml').map((file) => `-f=crds/yaml/${file}`);
    expect(kubectl(['apply', ...files])).toMatchObject({ ok: true });
    expect(kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...files])).toMatchObject({ ok: true });
    expect(kubectl(['create', 'namespace', namespace])).toMatchObject({ ok: true });
    expect(kubectl(['label', 'namespace', namespace, `test=${namespace}`])).toMatchObject({ ok: true });
    for (const before of [rollout('before', wrong), objectOf('Application', 'before', {})])
      expect(kubectl(['create', '-f', '-'], manifest(before))).toMatchObject({ ok: true });
    certificate = certificateFolder();
    server = await webhookServer({ port: 0, tls: certificate.files, review, clock, log: silent });
    register('Fail');
    await eventually('the webhook asked', async () => !(await isTaken('Rollout', wrong)));
  });

  afterAll(async () => {
    kubectl(['delete', 'validatingwebhookconfiguration', namespace]);
    await eventually('the webhook forgotten', () => isTaken('ClusterAnalysisTemplate', {}));
    await server?.close();
    await direct.close();
    certificate?.remove();
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it('refuses an object with every error and its field', async () => {
    const { status, body } = await created('Rollout', { ...wrong, ...wrongToo });
    const causes = [
      { field: 'spec.progressDeadlineSeconds', message: DEADLINE },
      { field: 'spec.strategy.canary.maxSurge', message: SURGE },
    ];
    expect(status).toBe(422);
    expect(body).toMatchObject({
      status: 'Failure',
      reason: 'Invalid',
      message: `${DENIED}The Rollout "tried" is invalid: [${causes.map(({ field, message }) => `${field}: ${message}`).join(', ')}]`,
      details: { group: 'argoproj.io', kind: 'Rollout', name: 'tried', causes },
    });
  });

  it('tells people at kubectl what is wrong, and stores nothing', async () => {
    const { ok, error } = await meanwhile(['create', '-f', '-'], manifest(rollout('refused', wrong)));
    expect(ok).toBe(false);
    expect(error).toContain('The Rollout "refused" is invalid');
    expect(error).toContain(`spec.progressDeadlineSeconds: ${DEADLINE}`);
    expect((await meanwhile(['get', 'rollout', 'refused'])).error).toContain('not found');
  });

  it('takes an object that is well', async () => {
    const { ok, error } = await meanwhile(['create', '-f', '-'], manifest(rollout('well', valid)));
    expect({ ok, warned: error.includes('Warning') }).toEqual({ ok: true, warned: false });
  });

  it('passes warnings on', async () => {
    const strategy = { canary: {}, rollingUpdate: { maxSurge: 1 } };
    const { ok, error } = await meanwhile(['create', '-f', '-'], manifest(rollout('doubtful', { ...valid, strategy })));
    expect({ ok, error }).toMatchObject({ ok: true, error: expect.stringContaining(`Warning: ${IGNORED}`) });
  });

  it.each(kindNames)('is asked about every %s', async (kind) => {
    asked.clear();
    await created(kind, specs[kind]);
    expect([...asked]).toEqual([kind]);
  });

  describe('where an object was wrong before', () => {
    it('lets it be labelled, with a warning', async () => {
      const { ok, error } = await meanwhile(['label', 'rollout', 'before', 'a=b']);
      expect({ ok, error }).toMatchObject({
        ok: true,
        error: expect.stringContaining(`Warning: spec.progressDeadlineSeconds: ${DEADLINE}`),
      });
    });

    it('lets it be applied again as it is', async () => {
      const again = await meanwhile(
        ['apply', '--server-side', '--force-conflicts', '-f', '-'],
        manifest(rollout('before', wrong)),
      );
      expect(again).toMatchObject({ ok: true });
    });

    it('refuses another error', async () => {
      const change = patched(refTo('Rollout', 'before'), { spec: wrongToo });
      await expect(change).rejects.toThrow(SURGE);
    });

    it.each<[status: string, kind: KindName, subresource?: 'status']>([
      ['a status of its own', 'Rollout', 'status'],
      ['a status that is part of the object', 'Application'],
    ])('lets %s be written', async (_, kind, subresource) => {
      const status = kind === 'Rollout' ? { phase: 'Degraded' } : { sourceType: 'Directory' };
      const stored = await patched(refTo(kind, 'before'), { status }, subresource);
      expect(stored).toMatchObject({ status });
    });

    it('lets it be scaled', async () => {
      await patched(refTo('Rollout', 'before'), { spec: { replicas: 2 } }, 'scale');
      expect(await direct.client.get(refTo('Rollout', 'before'))).toMatchObject({ spec: { replicas: 2 } });
    });
  });

  it('lets what is wrong be deleted, finalizers and all', async () => {
    const ref = refTo('Application', 'before');
    await patched(ref, { metadata: { finalizers: ['test.sluice.dev/hold'] } });
    await direct.client.delete(ref);
    expect((await direct.client.get(ref))?.metadata.deletionTimestamp).toBeDefined();
    await patched(ref, { metadata: { finalizers: null } });
    expect(await direct.client.get(ref)).toBeUndefined();
  });

  it('is missed by nobody when it is gone, as documented', async () => {
    expect(hook.failurePolicy).toBe('Ignore');
    await server?.close();
    const { status, body } = await created('Rollout', valid);
    expect({ status, body }).toMatchObject({ status: 500, body: { message: expect.stringContaining('connect') } });
    register('Ignore');
    await eventually('what is wrong taken', () => isTaken('Rollout', wrong));
  });
});
