import { describe, expect, it } from 'vitest';
import { template } from '../workloads.testkit.ts';
import { type Owner, outlived, type Revision, templateOf, wantedRevision } from './history.ts';

const LABEL = 'hash';
const owner = (image: string, status: Owner['status'] = {}): Owner => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', namespace: 'shop', uid: 's' },
  spec: { template: template(image), revisionHistoryLimit: 1 },
  status,
});
const made = (image: string, revision: number): Revision => ({
  ...wantedRevision(owner(image), [], LABEL).revision,
  revision,
});
const changed = (image: string, known: readonly Revision[]) => {
  const wanted = wantedRevision(owner(image), known, LABEL);
  return [wanted.do, wanted.revision.revision];
};

describe('revisions', () => {
  it('are made of the template', () => {
    const { revision } = wantedRevision(owner('a'), [], LABEL);
    expect(revision).toMatchObject({
      revision: 1,
      data: { spec: { template: { ...template('a'), $patch: 'replace' } } },
    });
    expect(revision.metadata.name).toBe(`db-${revision.metadata.labels?.[LABEL]}`);
    expect(templateOf(revision)).toEqual(template('a'));
  });

  it.each<[sentence: string, image: string, known: readonly Revision[], expected: readonly unknown[]]>([
    ['are made for a template that is new', 'b', [made('a', 4)], ['create', 5]],
    ['stay for the last template', 'b', [made('b', 4), made('a', 1)], ['keep', 4]],
    ['come back for one from before', 'a', [made('b', 4), made('a', 1)], ['renumber', 5]],
  ])('%s', (_, image, known, expected) => expect(changed(image, known)).toEqual(expected));

  it('have another name after a collision', () => {
    const [one, other] = [0, 1].map((collisionCount) => wantedRevision(owner('a', { collisionCount }), [], LABEL));
    expect(one?.revision.metadata.name).toBe(wantedRevision(owner('a'), [], LABEL).revision.metadata.name);
    expect(one?.revision.metadata.name).not.toBe(other?.revision.metadata.name);
  });

  it('go beyond the limit, the oldest first, unless they are in use', () => {
    const all = [made('c', 3), made('a', 1), made('b', 2), made('d', 4)];
    expect(outlived(owner('d'), all, ({ revision }) => revision === 4).map(({ revision }) => revision)).toEqual([1, 2]);
    expect(outlived(owner('d'), all, ({ revision }) => revision !== 1)).toEqual([]);
  });
});
