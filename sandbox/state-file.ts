/** The sandbox's memory on disk: a line for each object, written whole or not at all, refused when it is not whole. */
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ApiObject, isObject } from './api/object.ts';
import { Store } from './store/store.ts';
import type { Version } from './store/version.ts';

const FORMAT = 'sluice-sandbox-state/1';
/** Objects that are written in one go, so that large clusters keep nobody waiting. */
const BATCH = 200;

/** The first line. */
interface Head {
  readonly format: typeof FORMAT;
  readonly revision: number;
  /** The last revision of each resource: from there on, watches go on. */
  readonly latest: Readonly<Record<string, number>>;
  /** How many lines must follow. */
  readonly objects: number;
}

/** Every other line. */
interface Line {
  readonly resource: string;
  readonly object: ApiObject;
}

/** Takes the place of the file in one step, so that a crash leaves the old one. */
export async function saveState(path: string, store: Store): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    // What people keep in Secrets is nobody else's business.
    await pipeline(Readable.from(linesOf(store)), createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The state of one moment, whatever is written meanwhile. */
function* linesOf(store: Store): Iterable<string> {
  const contents = store.contents();
  const { revision, latest } = store;
  const head: Head = { format: FORMAT, revision, latest, objects: contents.length };
  yield `${JSON.stringify(head)}\n`;
  for (let first = 0; first < contents.length; first += BATCH)
    yield contents
      .slice(first, first + BATCH)
      .map(lineOf)
      .join('');
}

const lineOf = ([resource, version]: readonly [string, Version]): string =>
  `{"resource":${JSON.stringify(resource)},"object":${version.text}}\n`;

/** Undefined if there is no such file. */
export async function loadState(path: string, history: number): Promise<Store | undefined> {
  const text = await textOf(path);
  if (text === undefined) return undefined;
  const [first = '', ...rest] = text.split('\n');
  // What follows the last end of a line is nothing, or was cut off.
  if (rest.pop() !== '') throw broken(path, 'it ends in the middle');
  const { revision, latest, objects } = headIn(path, first);
  if (rest.length !== objects) throw broken(path, `it holds ${rest.length} objects instead of ${objects}`);
  const store = new Store({ history, revision, latest });
  for (const [index, line] of rest.entries()) {
    const { resource, object } = lineIn(path, line, index + 2);
    store.restore(resource, object);
  }
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

function headIn(path: string, text: string): Head {
  const head = parsed(text);
  if (!isObject(head) || head['format'] !== FORMAT) throw broken(path, `it is no ${FORMAT}`);
  const { revision, latest } = head;
  if (!Number.isSafeInteger(revision) || (revision as number) < 1 || !isObject(latest))
    throw broken(path, 'it does not say at which revision it ends');
  return head as unknown as Head;
}

function lineIn(path: string, text: string, number: number): Line {
  const line = parsed(text);
  if (isObject(line) && typeof line['resource'] === 'string' && isStored(line['object']))
    return line as unknown as Line;
  throw broken(path, `line ${number} is no object`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
