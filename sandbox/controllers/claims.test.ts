import { describe, expect, it } from 'vitest';
import { claimsOf } from './claims.ts';
import { deployment, pod } from './workloads.testkit.ts';
import { ownership, type Pod } from './workloads.ts';

const owner = deployment();
const owned = (one: Pod, by = owner): Pod => ({
  ...one,
  metadata: { ...one.metadata, ownerReferences: [ownership(by)] },
});
const going = (one: Pod): Pod => ({ ...one, metadata: { ...one.metadata, deletionTimestamp: 'now' } });
const matching = pod({ name: 'a' });
const other = pod({ name: 'a', labels: { app: 'other' } });
const stranger = deployment({ metadata: { uid: 'else' } });

describe('an owner', () => {
  it.each<[sentence: string, what: 'kept' | 'adopted' | 'released' | 'nothing', one: Pod]>([
    ['keeps what it has', 'kept', owned(matching)],
    ['keeps what is about to go', 'kept', going(owned(matching))],
    ['adopts what matches and belongs to nobody', 'adopted', matching],
    ['releases what matches no more', 'released', owned(other)],
    ['leaves alone what does not match', 'nothing', other],
    ['leaves alone what goes', 'nothing', going(matching)],
    ['leaves alone what belongs to somebody else', 'nothing', owned(matching, stranger)],
  ])('%s', (_, what, one) => {
    const none = { kept: [], adopted: [], released: [] };
    expect(claimsOf(owner, owner.spec.selector, [one])).toEqual(what === 'nothing' ? none : { ...none, [what]: [one] });
  });

  it('neither adopts nor releases when it goes itself', () => {
    const leaving = deployment({ metadata: { deletionTimestamp: 'now' } });
    const claims = claimsOf(leaving, owner.spec.selector, [matching, owned(matching), owned(other)]);
    expect(claims).toEqual({ kept: [owned(matching)], adopted: [], released: [] });
  });
});
