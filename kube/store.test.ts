import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.testkit.ts';
import { at } from './objects.testkit.ts';
import { byController, byNamespace } from './ownership.ts';
import { type Change, compareVersions, Store } from './store.ts';

function store() {
  const clock = manualClock();
  const changes: Change[] = [];
  const indexes = { owner: byController, namespace: byNamespace };
  return { clock, changes, store: new Store({ clock, indexes, onChange: (change) => changes.push(change) }) };
}

const version = (s: Store) => s.get('shop/a')?.metadata.resourceVersion;

describe('a store', () => {
  it.each<[name: string, play: (s: Store) => void, expected: string | undefined]>([
    ['takes in what is new', (s) => s.put(at(5)), '5'],
    [
      'keeps the newer of two, in whichever order they come',
      (s) => {
        s.put(at(10));
        s.put(at(9));
      },
      '10',
    ],
    [
      'does not revive what was deleted after a write whose answer comes late',
      (s) => {
        s.put(at(5));
        s.remove(at(8));
        s.put(at(7));
      },
      undefined,
    ],
    [
      'takes back what left the selection and came in again',
      (s) => {
        s.put(at(5));
        s.remove(at(8));
        s.put(at(9));
      },
      '9',
    ],
    [
      'takes in another object of the same name',
      (s) => {
        s.put(at(5));
        s.remove(at(8));
        s.put(at(9, { uid: 'u2' }));
      },
      '9',
    ],
    [
      'keeps the new object when the old one of the same name is reported deleted late',
      (s) => {
        s.put(at(5));
        s.put(at(9, { uid: 'u2' }));
        s.remove(at(8));
      },
      '9',
    ],
    [
      'drops what a whole list does not hold',
      (s) => {
        s.put(at(5));
        s.keepOnly(new Set(), '7');
      },
      undefined,
    ],
    [
      'keeps what was written after the list',
      (s) => {
        s.put(at(9));
        s.keepOnly(new Set(), '7');
      },
      '9',
    ],
    [
      'does not revive what a list has dropped',
      (s) => {
        s.put(at(5));
        s.keepOnly(new Set(), '7');
        s.put(at(6));
      },
      undefined,
    ],
  ])('%s', (_, play, expected) => {
    const { store: s } = store();
    play(s);
    expect(version(s)).toBe(expected);
  });

  it('says what changed, and nothing when nothing did', () => {
    const { store: s, changes } = store();
    s.put(at(5));
    s.put(at(5));
    s.put(at(4));
    s.put(at(6));
    s.remove(at(7));
    s.remove(at(7));
    const seen = changes.map(({ before, after }) => [
      before?.metadata.resourceVersion,
      after?.metadata.resourceVersion,
    ]);
    expect(seen).toEqual([
      [undefined, '5'],
      ['5', '6'],
      ['6', undefined],
    ]);
  });

  it('finds objects by owner and namespace, also after they have changed', () => {
    const { store: s } = store();
    s.put(at(1, { owner: 'x' }));
    s.put(at(2, { name: 'b', uid: 'u2', owner: 'x' }));
    s.put(at(3, { owner: 'y' }));
    expect(s.by('owner', 'x').map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(s.by('owner', 'y').map(({ metadata }) => metadata.name)).toEqual(['a']);
    expect(s.by('namespace', 'shop')).toHaveLength(2);
    expect(s.by('owner', 'nobody')).toEqual([]);
  });

  it('remembers the deleted for two minutes only', async () => {
    const { store: s, clock } = store();
    s.remove(at(8));
    await clock.advance(121_000);
    s.remove(at(9, { uid: 'other' }));
    s.put(at(7));
    expect(version(s)).toBe('7');
  });

  it('freezes objects where one would write by accident', () => {
    const { store: s } = store();
    s.put(at(1));
    expect(() => Object.assign(s.get('shop/a')?.metadata ?? {}, { name: 'b' })).toThrow(TypeError);
  });
});

describe('indexes', () => {
  it('hold what a search through all objects would find, whatever happens', () => {
    const step = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      owner: fc.constantFrom('x', 'y', undefined),
      isGone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { store: s } = store();
        steps.forEach(({ name, owner, isGone }, index) => {
          const object = at(index + 1, { name, uid: name, ...(owner && { owner }) });
          if (isGone) s.remove(object);
          else s.put(object);
        });
        for (const owner of ['x', 'y']) {
          const found = [...s.all()].filter((object) => byController(object).includes(owner));
          expect(new Set(s.by('owner', owner))).toEqual(new Set(found));
        }
      }),
    );
  });
});

describe('compareVersions', () => {
  it.each([
    ['9', '10', -1],
    ['10', '9', 1],
    ['10', '10', 0],
    ['99999999999999999998', '99999999999999999999', -1],
  ])('%s to %s is %d', (one, other, sign) => expect(Math.sign(compareVersions(one, other))).toBe(sign));
});
