/** Every case, right or wrong, means the same to a real API server and to the sandbox. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noCluster, request } from '../../../e2e/cluster.testkit.ts';
import type { ApiObject } from '../../api/object.ts';
import { decoded } from '../../schema/decode.ts';
import { apiVersionOf, type Kind } from '../kind.ts';
import { horizontalPodAutoscalerFromStorage, horizontalPodAutoscalerToStorage } from './autoscaler-conversion.ts';
import { NAMESPACE } from './case.testkit.ts';
import { CASES } from './cases.testkit.ts';
import { ownOutcome, realOutcome } from './compared.testkit.ts';
import { created, type Judged, kindCalled, updated } from './objects.testkit.ts';
import { UPDATES } from './updates.testkit.ts';

const namespace = `f-${randomUUID().slice(0, 8)}`;

/** Where newer servers judge differently, and why. */
const NEWER: Readonly<Record<string, string>> = {
  'a Namespace with dots': 'newer servers say that dots are what is wrong',
  'a node port outside': 'dry runs of 1.20 do not look at ports',
  'an address outside': 'dry runs of 1.20 do not look at addresses',
  'an unknown external policy': 'newer servers list the supported values',
  'wrong addresses': 'of EndpointSlices newer servers say more',
  'wrong selectors': 'newer servers look at the values of selectors, too',
  'two controllers': 'newer servers name their kinds, too',
  'a Service becomes a name': '1.20 asks to clear the address first',
  'a Service is sent again': '1.20 takes the missing address for a change',
  'a Service becomes headless': '1.20 takes the missing addresses for a change',
  'a Service without ports': '1.20 takes the missing address for a change',
  'a node port is kept': '1.20 takes the missing address for a change',
  'a Node changes its range': '1.20 knows another rule besides',
  'a Node changes its provider': '1.20 knows another rule besides',
};

/** The groups that version 1.20 serves in older versions. */
const OLD: Readonly<Record<string, string>> = {
  'policy/v1': 'policy/v1beta1',
  'discovery.k8s.io/v1': 'discovery.k8s.io/v1beta1',
  'autoscaling/v2': 'autoscaling/v2beta2',
};

describe.skipIf(noCluster)(`objects on a real API server${noCluster ? ` (${noCluster})` : ''}`, () => {
  beforeAll(async () => {
    await request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  });
  afterAll(async () => {
    await request('DELETE', `/api/v1/namespaces/${namespace}`);
  });

  it.each(CASES.filter(([says]) => !(says in NEWER)))('judges %s alike (%s)', async (_, name, object) => {
    const kind = kindCalled(name);
    const given = { ...here(object), kind: kind.kind };
    const real = await request('POST', `${pathOf(kind)}?dryRun=All`, { ...given, apiVersion: oldVersion(kind) });
    const own = created(kind, { ...given, apiVersion: apiVersionOf(kind) }, namespace);
    expect(ownOutcome(asRead(own, name), kind.kind)).toEqual(realOutcome(real.body, real.status, kind.kind));
  });

  it.each(UPDATES.filter(([says]) => !(says in NEWER)))('judges alike when %s (%s)', async (_, name, before, after) => {
    const kind = kindCalled(name);
    const metadata = { name: `f-${randomUUID().slice(0, 8)}` };
    const start = { ...here(before), metadata, kind: kind.kind, apiVersion: oldVersion(kind) };
    const { body: stored } = await request('POST', pathOf(kind), start);
    const old = { ...decoded(kind.schema, stored, kind).object, apiVersion: apiVersionOf(kind) };
    const next = here({ kind: kind.kind, ...after, metadata: { ...metadata, ...after.metadata } });
    const path = `${pathOf(kind)}/${metadata.name}`;
    const real = await put(path, { ...next, apiVersion: oldVersion(kind) });
    const own = updated(kind, old, here({ ...next, metadata: kept(next, old), apiVersion: apiVersionOf(kind) }));
    await request('DELETE', path);
    expect(ownOutcome(own, kind.kind)).toEqual(realOutcome(real.body, real.status, kind.kind));
  });
});

const here = (object: object): object => JSON.parse(JSON.stringify(object).replaceAll(NAMESPACE, namespace)) as object;

/** Controllers write some objects meanwhile. */
async function put(path: string, next: object): ReturnType<typeof request> {
  const { body } = await request('GET', path);
  const { resourceVersion } = (body as ApiObject).metadata;
  const metadata = { ...(next as ApiObject).metadata, resourceVersion };
  const answer = await request('PUT', `${path}?dryRun=All`, { ...next, metadata });
  return answer.status === 409 ? put(path, next) : answer;
}

/** The server itself keeps these. */
function kept(next: object, old: ApiObject): object {
  const { creationTimestamp, namespace: own, uid, generation } = old.metadata;
  return { creationTimestamp, uid, generation, ...(own && { namespace: own }), ...(next as ApiObject).metadata };
}

/** What is read has been stored in another version. */
function asRead(judged: Judged, name: string): Judged {
  if (!judged.object || name !== 'HorizontalPodAutoscaler/v1') return judged;
  const object = horizontalPodAutoscalerFromStorage(horizontalPodAutoscalerToStorage(judged.object));
  return { ...judged, object };
}

const oldVersion = (kind: Kind): string => OLD[apiVersionOf(kind)] ?? apiVersionOf(kind);

function pathOf(kind: Kind): string {
  const version = oldVersion(kind);
  const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  return kind.namespaced ? `${root}/namespaces/${namespace}/${kind.plural}` : `${root}/${kind.plural}`;
}
