/** Compares what rules make of pods and workloads with what a real API server does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl, noCluster, request } from '../../../e2e/cluster.testkit.ts';
import type { ApiObject, JsonObject } from '../../api/object.ts';
import { CHANGES, changedBy } from './changes.testkit.ts';
import { comparableObject, comparableRefusal } from './comparison.testkit.ts';
import { cronJob, pod } from './objects.testkit.ts';
import { created, refusalOf, updated, withStatus } from './pipeline.testkit.ts';
import { POD_CASES } from './pod-cases.testkit.ts';
import { WORKLOAD_CASES } from './workload-cases.testkit.ts';

const PLACES: Readonly<Record<string, string>> = {
  Pod: 'api/v1/namespaces/$/pods',
  PodTemplate: 'api/v1/namespaces/$/podtemplates',
  Deployment: 'apis/apps/v1/namespaces/$/deployments',
  ReplicaSet: 'apis/apps/v1/namespaces/$/replicasets',
  StatefulSet: 'apis/apps/v1/namespaces/$/statefulsets',
  DaemonSet: 'apis/apps/v1/namespaces/$/daemonsets',
  ControllerRevision: 'apis/apps/v1/namespaces/$/controllerrevisions',
  Job: 'apis/batch/v1/namespaces/$/jobs',
};

describe.skipIf(noCluster)(`pods and workloads, compared${noCluster ? ` (${noCluster})` : ''}`, () => {
  let namespace = '';
  /** Servers before 1.21 know cron jobs in no other version. */
  let cronVersion = 'batch/v1';
  const placeOf = ({ kind }: ApiObject): string =>
    `/${PLACES[kind] ?? `apis/${cronVersion}/namespaces/$/cronjobs`}`.replace('$', namespace);
  const versioned = (object: ApiObject): ApiObject =>
    object.kind === 'CronJob' ? { ...object, apiVersion: cronVersion } : object;

  beforeAll(async () => {
    const { body } = await request('POST', '/api/v1/namespaces', { metadata: { generateName: 'e-workloads-' } });
    namespace = (body as ApiObject).metadata.name;
    if ((await request('GET', placeOf(cronJob()))).status === 404) cronVersion = 'batch/v1beta1';
    // Pods are refused until the namespace has its account.
    while ((await request('POST', `${placeOf(pod())}?dryRun=All`, pod())).status >= 400);
  });
  afterAll(() => {
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it.each([...POD_CASES, ...WORKLOAD_CASES])('%s is stored or refused alike', async (_, object) => {
    const answer = await request('POST', `${placeOf(object)}?dryRun=All`, versioned(object));
    const refusal = refusalOf(() => created(object));
    if (refusal || answer.status >= 400) {
      const ours = refusal?.body() as JsonObject | undefined;
      expect(comparableRefusal(ours)).toEqual(comparableRefusal(answer.body as JsonObject));
      return;
    }
    expect(comparableObject(created(object))).toEqual(comparableObject(answer.body as ApiObject));
  });

  it.each(CHANGES.map(([sentence, change], index) => [sentence, { ...change, index }] as const))(
    '%s is taken or refused alike',
    async (_, change) => {
      const name = `changed-${change.index}`;
      const given = { ...change.object, metadata: { ...change.object.metadata, name } };
      const place = placeOf(given);
      const { body: stored } = await request('POST', place, versioned(given));
      const old = created(given);
      const suffix = change.status ? '/status' : '';
      const wanted = changedBy(stored as ApiObject, change);
      delete wanted.metadata.resourceVersion;
      const answer = await request('PUT', `${place}/${name}${suffix}?dryRun=All`, wanted);
      const ours = () => {
        const object = changedBy(old, change);
        return change.status ? withStatus(old, object['status'] as object) : updated(object, old);
      };
      const refusal = refusalOf(ours);
      if (refusal || answer.status >= 400) {
        const body = refusal?.body() as JsonObject | undefined;
        expect(comparableRefusal(body)).toEqual(comparableRefusal(answer.body as JsonObject));
        return;
      }
      // Controllers may have written one meanwhile.
      const status = change.status ? {} : { status: {} };
      const theirs = { ...(answer.body as ApiObject), ...status };
      expect(comparableObject({ ...ours(), ...status })).toEqual(comparableObject(theirs));
    },
  );
});
