import { describe, expect, it } from 'vitest';
import { Timeline } from '../../sandbox/simulation/timeline.ts';
import { Canvas } from './canvas.ts';

const CLEARED = '\x1b[H\x1b[2J';

function canvas(isTTY: boolean) {
  const timeline = new Timeline({ start: new Date('2026-01-01T00:00:00Z'), random: () => 0 });
  const written: string[] = [];
  return { timeline, written, canvas: new Canvas({ isTTY, write: (text) => written.push(text) }, timeline) };
}

describe('a canvas on a terminal', () => {
  it('is painted anew, seldom enough to be read', async () => {
    const { timeline, written, canvas: terminal } = canvas(true);
    terminal.show(() => 'one');
    terminal.show(() => 'two');
    terminal.show(() => 'three');
    expect(written).toEqual([`${CLEARED}one`]);
    await timeline.advance(199);
    expect(written).toHaveLength(1);
    await timeline.advance(1);
    expect(written).toEqual([`${CLEARED}one`, `${CLEARED}three`]);
    terminal.end();
  });

  it('shows that time passes, until the end', async () => {
    const { timeline, written, canvas: terminal } = canvas(true);
    terminal.show((now) => String(now.getUTCSeconds()));
    await timeline.advance(2_000);
    terminal.end();
    await timeline.advance(2_000);
    expect(written).toEqual([`${CLEARED}0`, `${CLEARED}1`, `${CLEARED}2`]);
  });
});

describe('a canvas that is read by a program', () => {
  it('shows each state once, with a line between', async () => {
    const { timeline, written, canvas: pipe } = canvas(false);
    for (const state of ['one', 'one', 'two']) {
      pipe.show((now) => `${state} at ${now.getUTCSeconds()}\n`);
      await timeline.advance(1_000);
    }
    expect(written).toEqual(['one at 0\n', '\ntwo at 2\n']);
  });

  it('shows at its end what was held back', () => {
    const { written, canvas: pipe } = canvas(false);
    pipe.show(() => 'one');
    pipe.show(() => 'two');
    pipe.end();
    pipe.end();
    expect(written).toEqual(['one', '\ntwo']);
  });
});
