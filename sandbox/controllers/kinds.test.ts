import { describe, expect, it } from 'vitest';
import { KubeError } from '../../kube/errors.ts';
import { discoverKinds, isBehind, isCollectable, type Kinds } from './kinds.ts';

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'];
const resource = (name: string, kind: string, verbs = ALL) => ({ name, kind, namespaced: true, verbs });

const PATHS: Readonly<Record<string, unknown>> = {
  '/api': { versions: ['v1'] },
  '/api/v1': {
    resources: [
      resource('pods', 'Pod'),
      resource('pods/log', 'Pod', ['get']),
      resource('bindings', 'Binding', ['create']),
      resource('events', 'Event'),
    ],
  },
  '/apis': {
    groups: [
      {
        name: 'batch',
        versions: [{ groupVersion: 'batch/v1beta1' }, { groupVersion: 'batch/v1' }],
        preferredVersion: { groupVersion: 'batch/v1' },
      },
      { name: 'extensions', versions: [{ groupVersion: 'extensions/v1beta1' }] },
      { name: 'gone', versions: [{ groupVersion: 'gone/v1' }] },
    ],
  },
  '/apis/batch/v1': { resources: [resource('jobs', 'Job')] },
  '/apis/batch/v1beta1': { resources: [resource('jobs', 'Job'), resource('cronjobs', 'CronJob')] },
  '/apis/extensions/v1beta1': { resources: [resource('ingresses', 'Ingress')] },
};

const missing = (path: string) => new KubeError(`get ${path}`, 404, { status: { reason: 'NotFound' } });
const kindsFrom = (paths: Readonly<Record<string, unknown>>, before?: Kinds) =>
  discoverKinds((path) => (path in paths ? Promise.resolve(paths[path]) : Promise.reject(missing(path))), before);
const names = ({ resources }: Kinds) => resources.map(({ apiVersion, plural }) => `${apiVersion} ${plural}`);

describe('discovery', () => {
  it('takes each kind once, in the version its group prefers or else has it in', async () => {
    const kinds = await kindsFrom(PATHS);
    expect(names(kinds)).toEqual([
      'v1 pods',
      'v1 bindings',
      'v1 events',
      'batch/v1 jobs',
      'batch/v1beta1 cronjobs',
      'extensions/v1beta1 ingresses',
    ]);
    expect(kinds.failed).toEqual([]);
  });

  it('finds a reference in exactly its version', async () => {
    const kinds = await kindsFrom(PATHS);
    expect(kinds.find({ apiVersion: 'batch/v1beta1', kind: 'Job' })).toMatchObject({ plural: 'jobs' });
    expect(kinds.find({ apiVersion: 'batch/v2', kind: 'Job' })).toBeUndefined();
  });

  it('keeps what it knew of a group that does not answer', async () => {
    const before = await kindsFrom(PATHS);
    const after = await discoverKinds(
      (path) => (path === '/apis/batch/v1' ? Promise.reject(new Error('busy')) : kindsFromPath(path)),
      before,
    );
    expect(after.failed).toEqual(['batch/v1']);
    expect(after.find({ apiVersion: 'batch/v1', kind: 'Job' })).toBeDefined();
  });

  it('collects what can be deleted and watched, and no events', async () => {
    const { resources } = await kindsFrom(PATHS);
    expect(resources.filter(isCollectable).map(({ plural }) => plural)).toEqual(['pods', 'jobs', 'cronjobs']);
  });
});

const kindsFromPath = (path: string) => (path in PATHS ? Promise.resolve(PATHS[path]) : Promise.reject(missing(path)));

describe('a definition', () => {
  const definition = (status: string, served = true, metadata = {}) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'jobs.batch', ...metadata },
    spec: { group: 'batch', names: { kind: 'Odd' }, versions: [{ name: 'v1', served }] },
    status: { conditions: [{ type: 'Established', status }] },
  });
  it.each<[sentence: string, isBehind: boolean, definition: ReturnType<typeof definition>]>([
    ['that discovery does not know is waited for', true, definition('True')],
    ['that is not established is not', false, definition('False')],
    ['that is not served is not', false, definition('True', false)],
    ['that goes is not', false, definition('True', true, { deletionTimestamp: 'now' })],
    [
      'that discovery knows is not',
      false,
      { ...definition('True'), spec: { ...definition('True').spec, names: { kind: 'Job' } } },
    ],
  ])('%s', async (_, expected, one) => {
    expect(isBehind(await kindsFrom(PATHS), [one])).toBe(expected);
  });
});
