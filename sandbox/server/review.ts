/** Questions that are answered and forgotten, such as whether somebody may do something. */
import { invalidObject } from '../api/api-error.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { objectIn } from './body.ts';
import type { Call } from './call.ts';
import { ownedBy } from './create.ts';
import { writeOptions } from './options.ts';
import { schemaFor } from './schemas.ts';
import { shaped } from './shape.ts';

export function review(call: Call): Answer {
  const options = writeOptions(call.query, call.request.headers['user-agent'] ?? '', 'CreateOptions');
  const object = shaped(call, objectIn(call.request, call.kind.kind, schemaFor(call.world)), options);
  const errors = call.kind.behaviour.validate?.(object) ?? [];
  if (errors.length > 0) throw invalidObject({ group: call.kind.group, resource: '' }, '', errors);
  object.metadata.managedFields = [...ownedBy(call, object, options)];
  call.kind.behaviour.creating?.(object, call.view);
  return jsonAnswer(201, JSON.stringify(object), call.warnings);
}
