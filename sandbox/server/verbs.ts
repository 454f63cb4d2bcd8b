/** Which handler answers a method on a resource, an object or a subresource. */
import { ApiError, badRequest, methodNotAllowed } from '../api/api-error.ts';
import { type Answer, pageNotFound } from './answer.ts';
import { bind } from './bind.ts';
import { absent, type Call } from './call.ts';
import { connect } from './connect.ts';
import { create } from './create.ts';
import { remove, removeAll } from './delete.ts';
import { isNamespaceKind, isReview, subresourcesOf } from './discovery.ts';
import { evict } from './evict.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { get, list } from './read.ts';
import { review } from './review.ts';
import { patchScale, readScale, updateScale } from './scale.ts';
import { finalize, update } from './update.ts';
import { watch } from './watch.ts';

type Handler = (call: Call) => Answer;
type Handlers = Readonly<Record<string, Handler>>;

const readOne: Handler = (call) => (isWatch(call) ? watch(call) : get(call));
const readMany: Handler = (call) => (isWatch(call) ? watch(call) : list(call));

const OBJECT: Handlers = { GET: readOne, PUT: update, PATCH: patch, DELETE: remove };
const COLLECTION: Handlers = { GET: readMany, POST: create, DELETE: removeAll };

const unnamed: Handler = () => {
  throw badRequest('name must be provided');
};
const UNNAMED: Handlers = { PUT: unnamed, PATCH: unnamed };

const SUBRESOURCES: Readonly<Record<string, Handlers>> = {
  status: { GET: get, PUT: update, PATCH: patch },
  scale: { GET: readScale, PUT: updateScale, PATCH: patchScale },
  finalize: { PUT: finalize },
  binding: { POST: bind },
  eviction: { POST: evict },
  log: { GET: logs },
  exec: { GET: connect, POST: connect },
  attach: { GET: connect, POST: connect },
  portforward: { GET: connect, POST: connect },
};

export const notServed = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

export function handlerOf(call: Call): Handler {
  const handler = handlersOf(call)[call.request.method === 'HEAD' ? 'GET' : call.request.method];
  if (!handler) throw methodNotAllowed();
  return handler;
}

function handlersOf(call: Call): Handlers {
  const { kind, name, namespace, subresource } = call;
  if (subresource !== undefined) return handlersOfSubresource(call, subresource);
  if (isReview(kind)) return handlersOfReview(call);
  if (kind.namespaced && namespace === undefined) return handlersOfAllNamespaces(call);
  return name === undefined ? handlersOfCollection(call) : handlersOfObject(call);
}

function handlersOfAllNamespaces({ kind, name, request: { method } }: Call): Handlers {
  // The handler of custom kinds knows no such path.
  if (kind.isCustom && method !== 'GET') return { [method]: pageNotFound };
  return name === undefined ? { GET: readMany } : {};
}

function handlersOfReview({ name }: Call): Handlers {
  if (name !== undefined) throw notServed();
  return { POST: review };
}

/** Custom objects cannot be watched by name in the path; the wish is ignored. */
const handlersOfObject = ({ kind }: Call): Handlers => (kind.isCustom ? { ...OBJECT, GET: get } : OBJECT);

function handlersOfCollection({ kind }: Call): Handlers {
  const { DELETE: _, ...others } = COLLECTION;
  if (isNamespaceKind(kind)) return others;
  return kind.isCustom ? { ...COLLECTION, ...UNNAMED } : COLLECTION;
}

function handlersOfSubresource(call: Call, subresource: string): Handlers {
  const { kind } = call;
  if (subresourcesOf(kind).some(({ name }) => name === subresource)) return SUBRESOURCES[subresource] ?? {};
  throw kind.isCustom ? absent(call) : notServed();
}

function isWatch({ query }: Call): boolean {
  const wish = query.get('watch');
  return wish !== null && wish !== '0' && wish.toLowerCase() !== 'false';
}
