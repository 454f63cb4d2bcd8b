/** Annotations that mean something to pods. */
import { type FieldError, invalid, tooLong } from '../../api/field-error.ts';
import type { Metadata } from '../../api/object.ts';
import { qualifiedName } from '../rules/names.ts';
import { labelsErrors } from '../rules/selectors.ts';
import { NO_ERRORS } from './field-rules.ts';
import type { PodSpec, PodTemplate } from './pod-spec.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const MIRROR = 'kubernetes.io/config.mirror';
const INTEGER = /^(?:0|-?[1-9][0-9]*)$/;
const INT32 = 2 ** 31;
const MOST_BYTES = 256 * 1024;

export function podAnnotationErrors(
  annotations: Readonly<Record<string, string>> | undefined,
  spec: PodSpec,
  field: string,
): readonly FieldError[] {
  if (!annotations) return NO_ERRORS;
  const mirror = annotations[MIRROR];
  const cost = annotations[DELETION_COST];
  const errors: FieldError[] = [];
  if (mirror !== undefined && !spec.nodeName)
    errors.push(invalid(`${field}[${MIRROR}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  if (cost !== undefined && !isInt32(cost))
    errors.push(invalid(`${field}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  return errors;
}

const isInt32 = (text: string): boolean => INTEGER.test(text) && Number(text) >= -INT32 && Number(text) < INT32;

/** The metadata that pods of a template get. */
export function templateMetadataErrors({ metadata, spec = {} }: PodTemplate, field: string): readonly FieldError[] {
  if (!metadata) return NO_ERRORS;
  return [
    ...labelsErrors(metadata.labels, `${field}.labels`),
    ...annotationErrors(metadata, `${field}.annotations`),
    ...podAnnotationErrors(metadata.annotations, spec, `${field}.annotations`),
  ];
}

function annotationErrors({ annotations = {} }: Partial<Metadata>, field: string): readonly FieldError[] {
  let size = 0;
  const errors: FieldError[] = [];
  for (const key in annotations) {
    size += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? '');
    for (const text of qualifiedName(key.toLowerCase())) errors.push(invalid(field, key, text));
  }
  return size > MOST_BYTES ? [...errors, tooLong(field, MOST_BYTES)] : errors;
}
