/** The scale of an object, as its own subresource: read, replaced, patched. */
import { badRequest } from '../api/api-error.ts';
import type { ApiObject } from '../api/object.ts';
import type { Kind, Scale } from '../kinds/kind.ts';
import { scaled, scaleOf, scaleToPatch } from '../kinds/scale.ts';
import { decoded } from '../schema/decode.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { objectIn, textOf } from './body.ts';
import { type Call, found, inVersion } from './call.ts';
import { change } from './change.ts';
import { type WriteOptions, writeOptions } from './options.ts';
import { applied, patchedBy, patchType } from './patch.ts';
import { schemaFor } from './schemas.ts';
import { own } from './update.ts';

const SCALE = { kind: 'Scale', version: 'v1' } as const;
const SCALE_TYPE = 'io.k8s.api.autoscaling.v1.Scale';

export function readScale(call: Call): Answer {
  return answer(200, scaleOf(inVersion(call.kind, found(call)), pathsOf(call.kind)));
}

export function updateScale(call: Call): Answer {
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'UpdateOptions');
  const body = decodedScale(call, objectIn(call.request, 'Scale', schemaFor(call.world)));
  if (body.metadata.name && body.metadata.name !== call.name)
    throw badRequest(
      `the name of the object (${body.metadata.name}) does not match the name on the URL (${call.name})`,
    );
  return write(call, options, () => body);
}

export function patchScale(call: Call): Answer {
  const type = patchType({ ...call, kind: { ...call.kind, isCustom: false } });
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'PatchOptions', type === 'apply');
  if (type === 'apply') return write(call, options, () => decodedScale(call, applied(call, 'autoscaling/v1')));
  const patched = patchedBy(type, textOf(call.request), {
    kind: { ...call.kind, schema: call.world.types(SCALE_TYPE) },
  });
  return write(call, options, (before) => decodedScale(call, patched(scaleToPatch(before, pathsOf(call.kind)))));
}

/** A kind without a scale has no such endpoint. */
function pathsOf({ scale, kind }: Kind): Scale {
  if (!scale) throw new Error(`${kind} has no scale`);
  return scale;
}

const decodedScale = ({ world }: Call, raw: object): ApiObject =>
  decoded(world.types(SCALE_TYPE), { apiVersion: 'autoscaling/v1', kind: 'Scale', ...raw }, SCALE).object;

function write(call: Call, options: WriteOptions, bodyFor: (before: ApiObject) => ApiObject): Answer {
  const live = found(call);
  const before = inVersion(call.kind, live);
  const next = { ...scaled(before, pathsOf(call.kind), bodyFor(before)) };
  next.metadata = { ...next.metadata };
  own(call, before, next, options);
  const version = change(call, { live, next, dryRun: options.dryRun, isStatus: false, unconditional: true });
  return answer(200, scaleOf(inVersion(call.kind, version), pathsOf(call.kind)));
}

const answer = (status: number, scale: ApiObject): Answer => jsonAnswer(status, JSON.stringify(scale));
