import { describe, expect, it } from 'vitest';
import { settled } from './settled.ts';
import { apply, edited, gadget } from './shapes.testkit.ts';

const live = apply(undefined, gadget({ size: 1 }), 'a');
const again = apply(undefined, gadget({ size: 1 }), 'a', { now: '2031-01-01T00:00:00Z' });

describe('a write', () => {
  it('that changes only times changes nothing', () => expect(settled(live, again)).toBe(live));

  it('that changes a field lasts', () => {
    const after = edited(again, { size: 2 });
    expect(settled(live, after)).toBe(after);
  });

  it('that changes an owner lasts', () => {
    const after = apply(undefined, gadget({ size: 1 }), 'b');
    expect(settled(live, after)).toBe(after);
  });
});
