import { describe, expect, it } from 'vitest';
import type { Client, Page, WatchEvent } from './client.ts';
import { manualClock } from './clock.testkit.ts';
import { KubeError } from './errors.ts';
import { Informer, type InformerState } from './informer.ts';
import { at } from './objects.testkit.ts';
import type { KubeObject } from './types.ts';

const resource = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const refused = (code: number, reason: string) => new KubeError('list', code, { status: { reason } });

type Listing = Error | { readonly pages: readonly (readonly KubeObject[])[]; readonly version: string };
/** Ends by itself, by an error, or never. */
type Watching = { readonly events: readonly WatchEvent[]; readonly end?: Error | 'now' };

const FOR_EVER: Watching = { events: [] };

/** A server that answers by the book, each list and watch in turn, the last one again and again. */
function scripted(lists: readonly Listing[], watches: readonly Watching[]) {
  const calls: string[] = [];
  const state = { lists: 0, watches: 0 };
  const client: Pick<Client, 'list' | 'watch'> = {
    async *list(): AsyncGenerator<Page> {
      calls.push('list');
      const listing = lists[Math.min(state.lists++, lists.length - 1)];
      await Promise.resolve();
      if (listing instanceof Error) throw listing;
      for (const items of listing?.pages ?? []) yield { items, resourceVersion: listing?.version ?? '', bytes: 1 };
    },
    async *watch(_, { resourceVersion, signal }): AsyncGenerator<WatchEvent> {
      calls.push(`watch ${resourceVersion}`);
      const { events, end } = watches[Math.min(state.watches++, watches.length - 1)] ?? FOR_EVER;
      yield* events;
      if (end instanceof Error) throw end;
      if (!end) await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  return { client, calls };
}

function started(
  lists: readonly Listing[],
  watches: readonly Watching[],
  more: { readonly isServed?: () => Promise<boolean> } = {},
) {
  const clock = manualClock();
  const { client, calls } = scripted(lists, watches);
  const states: InformerState[] = [];
  const onState = (state: InformerState) => states.push(state);
  const informer = new Informer({ client, clock, random: () => 0.5, resource, onState, ...more });
  informer.start();
  const names = () => [...informer.view.all()].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
  return { informer, clock, calls, states, names };
}

const one: Listing = { pages: [[at(5)]], version: '7' };
const added = (object: KubeObject): WatchEvent => ({ type: 'ADDED', object });
const gone = (object: KubeObject): WatchEvent => ({ type: 'DELETED', object });
const b = (version: number) => at(version, { name: 'b', uid: 'u2' });

describe('an informer', () => {
  it('lists page by page, then watches from there', async () => {
    const pages: Listing = { pages: [[at(5)], [b(6)]], version: '7' };
    const { clock, calls, names, informer, states } = started([pages], [{ events: [added(b(8)), gone(at(9))] }]);
    await clock.advance(0);
    expect(calls).toEqual(['list', 'watch 7']);
    expect(names()).toEqual(['b@8']);
    expect(states).toEqual(['synced']);
    await informer.stop();
  });

  it.each<[name: string, watches: Watching[], calls: string[]]>([
    [
      'goes on from the last event after an error',
      [{ events: [added(b(8))], end: new Error('reset') }, FOR_EVER],
      ['list', 'watch 7', 'watch 8'],
    ],
    [
      'goes on from the last bookmark, which a quiet kind needs',
      [{ events: [{ type: 'BOOKMARK', resourceVersion: '90' }], end: new Error('reset') }, FOR_EVER],
      ['list', 'watch 7', 'watch 90'],
    ],
    [
      'lists again when the server has no history any more',
      [{ events: [], end: refused(410, 'Expired') }, FOR_EVER],
      ['list', 'watch 7', 'list', 'watch 7'],
    ],
    ['does not hurry when watches end at once', [{ events: [], end: 'now' }], ['list', 'watch 7', 'watch 7']],
  ])('%s', async (_, watches, expected) => {
    const { clock, calls, informer } = started([one], watches);
    await clock.advance(0);
    await clock.advance(250);
    expect(calls).toEqual(expected);
    await informer.stop();
  });

  it('keeps showing what it knows while the server fails, and asks later and later', async () => {
    const { clock, calls, names, informer, states } = started([one], [{ events: [], end: new Error('down') }]);
    await clock.advance(0);
    await clock.advance(120_000);
    expect(names()).toEqual(['a@5']);
    expect(states).toEqual(['synced', 'failing']);
    expect(calls.length).toBeLessThan(14);
    await informer.stop();
  });

  it('drops what was deleted while it could not see', async () => {
    const lists: Listing[] = [
      { pages: [[at(5), b(6)]], version: '7' },
      { pages: [[b(6)]], version: '20' },
    ];
    const { clock, names, informer } = started(lists, [{ events: [], end: refused(410, 'Expired') }, FOR_EVER]);
    await clock.advance(0);
    await clock.advance(300);
    expect(names()).toEqual(['b@6']);
    await informer.stop();
  });

  it('waits for a kind that the cluster lacks, and starts when somebody installs it', async () => {
    const { clock, calls, names, informer, states } = started([refused(404, 'NotFound'), one], [FOR_EVER]);
    await clock.advance(0);
    expect(informer.hasListed).toBe(false);
    await clock.advance(5_000);
    expect(states).toEqual(['missing', 'synced']);
    expect(calls).toEqual(['list', 'list', 'watch 7']);
    expect(names()).toEqual(['a@5']);
    await informer.stop();
  });

  it('does not even ask for a kind as long as it is told that there is none', async () => {
    let isServed = false;
    const look = { isServed: () => Promise.resolve(isServed) };
    const { clock, calls, informer } = started([refused(404, 'NotFound'), one], [FOR_EVER], look);
    await clock.advance(60_000);
    expect(calls).toEqual(['list']);
    isServed = true;
    await clock.advance(5_000);
    expect(calls).toEqual(['list', 'list', 'watch 7']);
    await informer.stop();
  });

  it('says when it is forbidden to look, and tries again', async () => {
    const { clock, informer, states } = started([refused(403, 'Forbidden'), one], [FOR_EVER]);
    await clock.advance(0);
    await clock.advance(300);
    expect(states).toEqual(['forbidden', 'synced']);
    await informer.stop();
  });

  it('starts a list from its beginning when a page has expired', async () => {
    const { clock, calls, informer } = started([refused(410, 'Expired'), one], [FOR_EVER]);
    await clock.advance(0);
    await clock.advance(300);
    expect(calls).toEqual(['list', 'list', 'watch 7']);
    await informer.stop();
  });

  it('shows own writes before the watch brings them, and not twice', async () => {
    const { clock, names, informer } = started([one], [FOR_EVER]);
    await clock.advance(0);
    informer.put(at(8));
    informer.put(at(6));
    expect(names()).toEqual(['a@8']);
    await informer.stop();
  });

  it('ends at once when it is stopped, whatever it does', async () => {
    const { clock, informer } = started([new Error('down')], []);
    await clock.advance(0);
    await informer.stop();
    expect(clock.timers).toBe(0);
  });
});
