import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clusterUrl, noCluster, request } from '../../e2e/cluster.testkit.ts';
import type { ApiObject } from '../api/object.ts';
import { asked, TABLE, type Table, withoutAges } from './asked-table.testkit.ts';
import { columnsOf } from './columns.ts';
import { pod, type Sample } from './sample.testkit.ts';
import { SAMPLES } from './samples.testkit.ts';
import { tableOf } from './table.ts';

const suffix = randomUUID().slice(0, 8);
const namespace = `table-${suffix}`;

/** Cells by the name of their column: newer servers have more of them. */
function cellsByName({ columnDefinitions, rows }: Table, left: readonly string[]): Readonly<Record<string, unknown>> {
  const cells = withoutAges(rows[0]?.cells ?? []);
  const named = columnDefinitions.map(({ name, priority }, index) => [`${name} ${priority}`, cells[index]] as const);
  return Object.fromEntries(named.filter(([name]) => !left.includes(name)));
}

const definitionsOf = ({ columnDefinitions }: Table) => columnDefinitions.map((one) => ({ ...one, description: '' }));

/** Writes the sample, and its status if it has one. Returns its path. */
async function written({ path, object, status, isClusterWide, isDeleted }: Sample): Promise<string> {
  const collection = path.replace('$namespace', namespace);
  const { name = 'x', ...fields } = JSON.parse(JSON.stringify(object).replace('$namespace', namespace));
  const metadata = { name: isClusterWide ? `${name}-${suffix}` : name, ...fields.metadata };
  const created = await request('POST', collection, { ...fields, metadata });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  const own = `${collection}/${metadata.name}`;
  if (status !== undefined) await patched(`${own}/status`, { status });
  if (isDeleted) await request('DELETE', own);
  return own;
}

async function patched(path: string, patch: object): Promise<void> {
  const headers = { 'content-type': 'application/merge-patch+json' };
  await fetch(`${clusterUrl}${path}`, { method: 'PATCH', headers, body: JSON.stringify(patch) });
}

describe.skipIf(noCluster)(`tables, compared with the API server${noCluster ? ` (${noCluster})` : ''}`, () => {
  const clusterWide: string[] = [];

  beforeAll(async () => {
    await request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    // Pods are accepted once the namespace has a service account.
    const pods = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
    const sample = { metadata: { name: 'x' }, spec: pod };
    const accepted = async () => expect((await request('POST', pods, sample)).status).toBe(201);
    await vi.waitFor(accepted, { timeout: 20_000 });
  });

  afterAll(async () => {
    for (const path of clusterWide) await request('DELETE', path);
    // Nobody may be there to see that no pod uses the claim.
    const claim = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/x`;
    await patched(claim, { metadata: { finalizers: null } });
    await request('DELETE', `/api/v1/namespaces/${namespace}`);
  });

  it.each(SAMPLES.map((sample) => [sample.says, sample] as const))('%s', async (_, sample) => {
    const { newer = [], isClusterWide = false } = sample;
    const path = await written(sample);
    if (isClusterWide) clusterWide.push(path);
    // With the object inside, so that both tables are of the same state.
    const theirs = (await asked(`${path}?includeObject=Object`, TABLE)) as unknown as Table;
    const object = theirs.rows[0]?.object as ApiObject;
    const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
    const options = { now: new Date().toISOString(), includeObject: 'Object' } as const;
    const ours = tableOf(columnsOf(group, object.kind), [object], options) as Table;
    expect(cellsByName(ours, newer)).toEqual(cellsByName(theirs, newer));
    expect(ours.rows[0]?.conditions).toEqual(theirs.rows[0]?.conditions);
    if (newer.length === 0) expect(definitionsOf(ours)).toEqual(definitionsOf(theirs));
  });

  it.each(['None', 'Metadata', 'Object'] as const)('a table with %s of the objects', async (includeObject) => {
    const path = `/api/v1/namespaces/${namespace}`;
    const theirs = await asked(`${path}?includeObject=${includeObject}`, TABLE);
    const object = (await asked(path, 'application/json')) as ApiObject;
    const resourceVersion = object.metadata.resourceVersion ?? '';
    const options = { now: new Date().toISOString(), includeObject, resourceVersion };
    const ours = tableOf(columnsOf('', 'Namespace'), [object], options) as Table;
    const comparable = (table: Table) => ({
      ...table,
      columnDefinitions: definitionsOf(table),
      rows: table.rows.map((row) => ({ ...row, cells: withoutAges(row.cells) })),
    });
    expect(comparable(ours)).toEqual(comparable(theirs as unknown as Table));
  });
});
