/** What a request is about, in the words of a trace. Pure. */
import type { Request } from '../../kube/transport.ts';
import { resourceRequest } from '../server/request-info.ts';

export interface Subject {
  /** `create`, `update`, `patch`, `delete`, `bind` and so on; `get`, `list` and `watch` change nothing. */
  readonly verb: string;
  /** The plural; empty for what is no resource. */
  readonly kind: string;
  /** `namespace/name` as far as they are known. */
  readonly name: string;
}

const VERBS: Readonly<Record<Request['method'], string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

export function subjectOf({ method, path }: Pick<Request, 'method' | 'path'>): Subject {
  const [place = '', query = ''] = path.split('?', 2);
  const about = resourceRequest(place);
  if (!about) return { verb: VERBS[method], kind: '', name: place };
  const { plural, namespace, name, subresource } = about;
  return {
    verb: verbOf(method, new URLSearchParams(query), name),
    kind: subresource === undefined ? plural : `${plural}/${subresource}`,
    name: [namespace, name].filter((part) => part !== undefined).join('/'),
  };
}

function verbOf(method: Request['method'], query: URLSearchParams, name: string | undefined): string {
  if (method === 'GET') {
    if (query.get('watch') === 'true') return 'watch';
    return name === undefined ? 'list' : 'get';
  }
  return method === 'DELETE' && name === undefined ? 'deletecollection' : VERBS[method];
}

export const isWrite = ({ verb }: Subject): boolean => !['get', 'list', 'watch'].includes(verb);
