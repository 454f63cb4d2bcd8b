/** Ways into a running container: there is none in a container that no node runs. */
import { ApiError, badRequest } from '../api/api-error.ts';
import { isObject } from '../api/object.ts';
import type { Answer } from './answer.ts';
import { type Call, found } from './call.ts';

export function connect(call: Call): Answer {
  const { metadata, spec } = found(call).object;
  const node = isObject(spec) ? spec['nodeName'] : undefined;
  if (!node) throw badRequest(`pod ${metadata.name} does not have a host assigned`);
  const message = `error dialing backend: node ${String(node)} runs no containers that one could enter`;
  throw new ApiError(500, 'InternalError', message);
}
