/** Lists, page by page, each small enough to be parsed at once. */
import type { Answer, Call } from './calls.ts';
import type { Page } from './client.ts';
import { listPath, selectionQuery, withQuery } from './resources.ts';
import type { KubeObject, Resource, Selection } from './types.ts';

/** Bytes a page should have: parsed in a few milliseconds. */
const PAGE_BYTES = 512 * 1024;
/** The sizes are not known yet: ten objects of the largest size are still bearable. */
const FIRST_PAGE = 10;
const LARGEST_PAGE = 500;

interface List {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly KubeObject[];
}

export async function* listed(
  ask: (call: Call) => Promise<Answer>,
  resource: Resource,
  selection: Selection,
): AsyncGenerator<Page> {
  const { apiVersion, kind } = resource;
  const base = listPath(resource, selection.namespace ?? '');
  let next: string | undefined;
  let limit = FIRST_PAGE;
  do {
    const path = withQuery(base, { ...selectionQuery(selection), limit, continue: next });
    const { value, bytes } = await ask({ method: 'GET', path, verb: 'list', kind });
    const { items, metadata } = value as List;
    // Items of a list do not say what they are.
    const whole = items.map((item) => ({ ...item, apiVersion, kind }));
    yield { items: whole, resourceVersion: metadata.resourceVersion, bytes };
    next = metadata.continue || undefined;
    limit = pageSize(items.length, bytes);
  } while (next);
}

/** How many objects of this average size fit. */
function pageSize(items: number, bytes: number): number {
  const fitting = Math.floor(PAGE_BYTES / (bytes / Math.max(items, 1)));
  return Math.min(Math.max(fitting, 1), LARGEST_PAGE);
}
