/** Reads what is to be linted: files, folders with all that is below them, and standard input. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Source {
  /** As whoever asked calls it. */
  readonly name: string;
  readonly text: string;
}

export interface Sources {
  readonly sources: readonly Source[];
  /** Folders whose files are no manifests yet. */
  readonly charts: readonly string[];
}

const STANDARD_INPUT = '-';
const MOST_FILES = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** `input` is standard input. */
export async function sourcesAt(paths: readonly string[], input: AsyncIterable<Uint8Array | string>): Promise<Sources> {
  const walk: Walk = { charts: [], files: 0 };
  const sources: Source[] = [];
  let left = MOST_BYTES;
  for (const path of new Set(paths))
    for await (const source of sourcesOf(path, input, walk)) {
      left -= source.text.length;
      if (left < 0) throw tooMuch();
      sources.push(source);
    }
  return { sources, charts: walk.charts };
}

interface Walk {
  readonly charts: string[];
  files: number;
}

const tooMuch = (): Error => new Error(`more than ${MOST_BYTES / 1024 / 1024} MiB to read`);

type Input = Parameters<typeof sourcesAt>[1];

async function* sourcesOf(path: string, input: Input, walk: Walk): AsyncGenerator<Source> {
  if (path === STANDARD_INPUT) yield { name: 'stdin', text: await textOf(input) };
  else if ((await stat(path)).isDirectory()) yield* sourcesBelow(path, walk);
  else yield await sourceAt(path);
}

async function sourceAt(name: string): Promise<Source> {
  if ((await stat(name)).size > MOST_BYTES) throw tooMuch();
  return { name, text: await readFile(name, 'utf8') };
}

async function textOf(input: Input): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of input) {
    pieces.push(Buffer.from(piece));
    size += piece.length;
    if (size > MOST_BYTES) throw tooMuch();
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function* sourcesBelow(folder: string, walk: Walk): AsyncGenerator<Source> {
  for await (const path of filesBelow(folder, walk)) {
    walk.files += 1;
    if (walk.files > MOST_FILES) throw new Error(`more than ${MOST_FILES} files to read`);
    const source = await sourceAt(path);
    // A repository holds other YAML, too.
    if (source.text.includes('apiVersion')) yield source;
  }
}

/** Folders are walked by name, links are not followed. */
async function* filesBelow(folder: string, walk: Walk): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const isChart = entries.some(({ name }) => name === 'Chart.yaml');
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (isChart && entry.name === 'templates') walk.charts.push(path);
    else if (isFolder(entry)) yield* filesBelow(path, walk);
    else if (isManifest(entry)) yield path;
  }
}

const isFolder = (entry: Dirent): boolean =>
  entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules';

const isManifest = (entry: Dirent): boolean => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name);
