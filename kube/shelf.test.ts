import { describe, expect, it } from 'vitest';
import { at } from './objects.testkit.ts';
import { Shelf } from './shelf.ts';

const coolAll = (shelf: Shelf): number => [...shelf.cool(1)].length;

describe('a shelf', () => {
  it('puts away what nobody touched since the last time, and gives it back unchanged', () => {
    const shelf = new Shelf();
    shelf.set('a', at(1));
    expect(coolAll(shelf)).toBe(0);
    expect(coolAll(shelf)).toBe(1);
    expect(shelf.version('a')).toBe('1');
    expect(shelf.get('a')).toEqual(at(1));
  });

  it('keeps at hand what is asked for', () => {
    const shelf = new Shelf();
    shelf.set('a', at(1));
    coolAll(shelf);
    const object = shelf.get('a');
    expect(coolAll(shelf)).toBe(0);
    expect(shelf.get('a')).toBe(object);
  });

  it('shows everything without taking it out', () => {
    const shelf = new Shelf();
    shelf.set('a', at(1));
    shelf.set('b', at(2, { name: 'b' }));
    coolAll(shelf);
    expect(coolAll(shelf)).toBe(2);
    expect([...shelf.all()]).toEqual([at(1), at(2, { name: 'b' })]);
    expect(coolAll(shelf)).toBe(0);
  });

  it('does not put away what changes while it tidies', () => {
    const shelf = new Shelf();
    for (const name of ['a', 'b', 'c']) shelf.set(name, at(1, { name }));
    coolAll(shelf);
    const tidying = shelf.cool(1);
    tidying.next();
    shelf.set('c', at(2, { name: 'c' }));
    const later = shelf.get('c');
    while (!tidying.next().done);
    expect(shelf.get('c')).toBe(later);
  });

  it('forgets what is taken out', () => {
    const shelf = new Shelf();
    shelf.set('a', at(1));
    shelf.delete('a');
    expect([shelf.size, shelf.get('a'), shelf.version('a')]).toEqual([0, undefined, undefined]);
  });
});
