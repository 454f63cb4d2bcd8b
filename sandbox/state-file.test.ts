import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadState, saveState } from './state-file.ts';
import { Store } from './store/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-state-'));
const HISTORY = 10;

async function saved(name: string): Promise<string> {
  const file = join(folder, name);
  const store = new Store({ history: HISTORY });
  for (const one of ['a', 'b'])
    store.put('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: one, namespace: 'x' } });
  await saveState(file, store);
  return file;
}

describe('the state file', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('brings back the objects under their revisions', async () => {
    const store = await loadState(await saved('whole'), HISTORY);
    expect(store?.revision).toBe(102);
    expect(store?.get('configmaps', 'x', 'b')?.revision).toBe(102);
    expect(store?.since('configmaps', 101)).toBeUndefined();
    expect(store?.since('configmaps', 102)).toEqual([]);
    expect(store?.put('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'c' } }).revision).toBe(103);
    expect(store?.latest).toEqual({ configmaps: 102, secrets: 103 });
  });

  it('is nobody else to read, and leaves nothing beside itself', async () => {
    const file = await saved('private');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is new if there is none', async () => {
    expect(await loadState(join(folder, 'nothing'), HISTORY)).toBeUndefined();
  });

  it.each<[what: string, change: (text: string) => string, says: string]>([
    ['cut in the middle', (text) => text.slice(0, -40), 'it ends in the middle'],
    ['empty', () => '', 'it ends in the middle'],
    [
      'short of its last lines',
      (text) => text.split('\n').slice(0, -2).join('\n').concat('\n'),
      'it holds 1 objects instead of 2',
    ],
    ['of another format', () => '{}\n', 'it is no sluice-sandbox-state/1'],
    ['no JSON at all', () => 'kind: List\n', 'it is no sluice-sandbox-state/1'],
    ['without a revision', (text) => text.replace('"revision":102,', ''), 'it does not say at which revision it ends'],
    ['short of an object', (text) => text.replace('"objects":2', '"objects":3'), 'it holds 2 objects instead of 3'],
    [
      'with something else among the objects',
      (text) => text.replace('"resourceVersion":"102"', '"resourceVersion":"x"'),
      'line 3 is no object',
    ],
  ])('is refused when it is %s', async (what, change, says) => {
    const file = await saved(what);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    await expect(loadState(file, HISTORY)).rejects.toThrow(
      `the state in ${file} cannot be used: ${says}; move the file away to start with an empty cluster`,
    );
  });
});
