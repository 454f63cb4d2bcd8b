import { describe, expect, it } from 'vitest';
import { KubeError } from '../../kube/errors.ts';
import { servedBy } from './served.ts';

type Kinds = Readonly<Record<string, readonly string[]>>;
const GATEWAY = 'gateway.networking.k8s.io';

/** A cluster with these kinds, by version, the best one first. */
function clusterWith(all: Readonly<Record<string, Kinds>>, asked: string[] = []) {
  const groups = Object.entries(all).map(([name, versions]) => ({
    ...{ name, versions: Object.keys(versions).map((version) => ({ groupVersion: `${name}/${version}` })) },
  }));
  const pages = new Map<string, object>([['/apis', { groups }]]);
  for (const [group, versions] of Object.entries(all))
    for (const [version, kinds] of Object.entries(versions))
      pages.set(`/apis/${group}/${version}`, { resources: kinds.map((kind) => ({ kind })) });
  return {
    read(path: string) {
      asked.push(path);
      const page = pages.get(path);
      return page ? Promise.resolve(page) : Promise.reject(new KubeError(`get ${path}`, 404, { status: {} }));
    },
  };
}

const versionOf = async (kind: string, versions: Kinds) => {
  const { routing } = await servedBy(clusterWith({ [GATEWAY]: versions }));
  return routing.find((one) => one.kind === kind)?.apiVersion;
};

describe('the version in which a kind is read', () => {
  it.each<[string, string, Kinds, string]>([
    ['is the one we know best', 'HTTPRoute', { v1: ['HTTPRoute'], v1beta1: ['HTTPRoute'] }, 'v1'],
    [
      'is that one even where the server likes another better',
      'TLSRoute',
      { v1alpha2: ['TLSRoute'], v1: ['TLSRoute'] },
      'v1',
    ],
    ['is an older one where that is all there is', 'HTTPRoute', { v1beta1: ['HTTPRoute'] }, 'v1beta1'],
    ['is a newer one where that is all there is', 'TCPRoute', { v1: ['HTTPRoute', 'TCPRoute'] }, 'v1'],
    [
      'is the best of several we do not know',
      'TLSRoute',
      { v1alpha3: ['TLSRoute'], v1alpha2: ['TLSRoute'] },
      'v1alpha3',
    ],
    ['stays ours where the cluster has no such kind', 'GRPCRoute', { v1: ['HTTPRoute'] }, 'v1'],
    ['stays ours where the cluster has no such group', 'HTTPRoute', {}, 'v1'],
  ])('%s', async (_, kind, versions, version) => expect(await versionOf(kind, versions)).toBe(`${GATEWAY}/${version}`));
});

it.each([
  ['has slices', { 'discovery.k8s.io': { v1: ['EndpointSlice'] } }, true],
  ['is too old for slices', { 'discovery.k8s.io': { v1beta1: ['EndpointSlice'] } }, false],
])('a cluster %s', async (_, all, hasSlices) => expect(await servedBy(clusterWith(all))).toMatchObject({ hasSlices }));

it('does not start on a guess where the server fails', async () => {
  const read = () => Promise.reject(new KubeError('get /apis', 500, { status: {} }));
  await expect(servedBy({ read })).rejects.toThrow('500');
});

it('asks for nothing but the groups that there are', async () => {
  const asked: string[] = [];
  await servedBy(clusterWith({ [GATEWAY]: { v1: ['HTTPRoute'] }, apps: { v1: ['Deployment'] } }, asked));
  expect(asked).toEqual(['/apis', `/apis/${GATEWAY}/v1`]);
});
