/** The sandbox's memory on disk: one JSON file, written whole or not at all, refused when it is not whole. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ApiObject, isObject } from './api/object.ts';
import { Store } from './store/store.ts';

const FORMAT = 'sluice-sandbox-state/1';

interface State {
  readonly format: typeof FORMAT;
  readonly revision: number;
  /** How many objects there must be. */
  readonly objects: number;
  readonly resources: Readonly<Record<string, readonly ApiObject[]>>;
}

/** Takes the place of the file in one step, so that a crash leaves the old one. */
export async function saveState(path: string, store: Store): Promise<void> {
  const resources = store.contents();
  const objects = Object.values(resources).reduce((sum, list) => sum + list.length, 0);
  const state: State = { format: FORMAT, revision: store.revision, objects, resources };
  const draft = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    // What people keep in Secrets is nobody else's business.
    await writeFile(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Undefined if there is no such file. */
export async function loadState(path: string, history: number): Promise<Store | undefined> {
  const text = await textOf(path);
  if (text === undefined) return undefined;
  const state = parsed(path, text);
  const store = new Store({ history, revision: state.revision });
  for (const [resource, objects] of Object.entries(state.resources))
    for (const object of objects) store.restore(resource, object);
  return store;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`cannot read the state in ${path}: ${(error as Error).message}`);
  }
}

function parsed(path: string, text: string): State {
  const state = jsonOf(path, text);
  if (!isObject(state) || state['format'] !== FORMAT) throw broken(path, `it is no ${FORMAT}`);
  const { revision, objects, resources } = state as unknown as State;
  if (!Number.isSafeInteger(revision) || revision < 1 || !isObject(resources))
    throw broken(path, 'it has no revision or no resources');
  const all = Object.entries(resources).flatMap(([resource, list]) => {
    if (!Array.isArray(list) || !list.every(isStored))
      throw broken(path, `it holds something among ${resource} that is no object`);
    return list as readonly ApiObject[];
  });
  if (all.length !== objects) throw broken(path, `it holds ${all.length} objects instead of ${objects}`);
  return state as unknown as State;
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw broken(path, text.trimEnd().endsWith('}') ? (error as Error).message : 'it ends in the middle');
  }
}

function isStored(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['metadata'])) return false;
  const { name, resourceVersion } = value['metadata'];
  return (
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    typeof name === 'string' &&
    /^\d+$/.test(String(resourceVersion))
  );
}

const broken = (path: string, why: string): Error =>
  new Error(`the state in ${path} cannot be used: ${why}; move the file away to start with an empty cluster`);
