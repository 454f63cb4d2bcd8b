import { describe, expect, it } from 'vitest';
import { once, Pieces } from './bodies.ts';

async function all(body: AsyncIterable<Uint8Array>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece).toString());
  return pieces;
}

/** A body that has begun, how often it was stopped, and who may abort it. */
function begun() {
  const pieces = new Pieces();
  const abort = new AbortController();
  let stops = 0;
  const body = pieces.read(abort.signal, () => {
    stops++;
  });
  return { pieces, abort, body, stops: () => stops };
}

it.each(['text', Buffer.from('text')])('a body that is there at once can be read again', async (text) => {
  const body = once(text);
  expect(await all(body)).toEqual(['text']);
  expect(await all(body)).toEqual(['text']);
});

describe('a body that comes piece by piece', () => {
  it('is read as it comes, what waits as one', async () => {
    const { pieces, body, stops } = begun();
    pieces.write('a');
    pieces.write('b');
    expect(String((await body.next()).value)).toBe('ab');
    const rest = all(body);
    pieces.write('c');
    pieces.end();
    expect(await rest).toEqual(['c']);
    expect(stops()).toBe(1);
  });

  it('tells of an error after what came before it', async () => {
    const { pieces, body, stops } = begun();
    pieces.write('a');
    pieces.end(new Error('broken'));
    expect(String((await body.next()).value)).toBe('a');
    await expect(body.next()).rejects.toThrow('broken');
    expect(stops()).toBe(1);
  });

  it('stops when nobody reads on', async () => {
    const { pieces, body, stops } = begun();
    pieces.write('a');
    await body.next();
    await body.return(undefined);
    expect(stops()).toBe(1);
  });

  it('stops when it is aborted while somebody waits', async () => {
    const { abort, body, stops } = begun();
    const waiting = body.next();
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(stops()).toBe(1);
  });
});
