/** DELETE: grace, finalizers and propagation, of one object or of all that a selector finds. */
import { conflict } from '../api/api-error.ts';
import { type ApiObject, type Metadata, sameJson } from '../api/object.ts';
import { podGraceSeconds } from '../kinds/pods/grace.ts';
import { Version } from '../store/version.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { optionsIn } from './body.ts';
import { type Call, found, namedByKind } from './call.ts';
import { isReleased } from './change.ts';
import { DEFINITIONS, terminating } from './definitions.ts';
import { type DeleteOptions, deleteOptions } from './options.ts';
import { listAnswer, objectAnswer } from './present.ts';
import { selected } from './read.ts';
import { schemaFor } from './schemas.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

export function remove(call: Call): Answer {
  const options = deleteOptions(call.query, optionsIn(call.request, schemaFor(call.world)));
  const version = found(call);
  assertMeant(call, version, options);
  const { isGone, last } = letGo(call, version, options);
  if (!isGone) return objectAnswer(call, options.orphanDependents === false ? 202 : 200, last);
  if (call.kind.returnsDeleted) return objectAnswer(call, 200, last);
  return jsonAnswer(200, JSON.stringify(success(call, version)), call.warnings);
}

export function removeAll(call: Call): Answer {
  const options = deleteOptions(call.query, optionsIn(call.request, schemaFor(call.world)));
  const versions = selected(call);
  for (const version of versions) letGo(call, version, options);
  return listAnswer(call, versions, { resourceVersion: String(call.world.store.revision) });
}

/** Kinds that a real server marks in code of their own, which knows no grace. */
const UNGRACED: readonly string[] = ['namespaces', DEFINITIONS];

/** Kinds that are marked before they go, in a write of its own. */
const MARKED_FIRST: readonly string[] = [...UNGRACED, 'pods'];

/** Begins or completes a deletion. */
export function letGo(
  call: Call,
  version: Version,
  options: DeleteOptions,
): { readonly isGone: boolean; readonly last: Version } {
  const { object } = version;
  const { store } = call.world;
  const next = marked(call, object, { ...object, metadata: going(call, object, options) });
  // The first deletion of a namespace only marks it, even one without finalizers.
  const isMarkOnly = call.resource === 'namespaces' && object.metadata.deletionTimestamp === undefined;
  const isGone = !isMarkOnly && isReleased(next);
  if (options.dryRun) return { isGone, last: new Version(next, 0) };
  if (isGone) {
    const last = MARKED_FIRST.includes(call.resource) ? store.put(call.resource, next) : version;
    return { isGone, last: store.remove(call.resource, last.object) };
  }
  return { isGone, last: sameJson(next, object) ? version : store.put(call.resource, next) };
}

/** Some kinds say in their status that they are to go. */
function marked({ resource, now }: Call, { metadata }: ApiObject, next: ApiObject): ApiObject {
  if (metadata.deletionTimestamp !== undefined) return next;
  if (resource !== 'namespaces') return resource === DEFINITIONS ? terminating(next, now) : next;
  return { ...next, status: { ...(next['status'] as object), phase: 'Terminating' } };
}

function going(call: Call, object: ApiObject, options: DeleteOptions): Metadata {
  const { metadata } = object;
  const finalizers = finalizersFor(metadata.finalizers ?? [], options);
  const { finalizers: _, ...rest } = metadata;
  const seconds = graceOf(object, options);
  const isFirst = metadata.deletionTimestamp === undefined;
  const before = metadata.deletionGracePeriodSeconds ?? 0;
  const isShorter = !isFirst && seconds < before;
  const isGraced = !UNGRACED.includes(call.resource);
  return {
    ...rest,
    ...(finalizers.length > 0 && { finalizers }),
    ...(isFirst && isGraced && metadata.generation !== undefined && { generation: metadata.generation + 1 }),
    ...(isFirst && { deletionTimestamp: later(call.now, seconds) }),
    ...(isGraced && { deletionGracePeriodSeconds: isFirst || isShorter ? seconds : before }),
  };
}

/** How long an object may stay before it goes: pods ask for time, others for none. */
function graceOf(object: ApiObject, { gracePeriodSeconds }: DeleteOptions): number {
  return object.kind === 'Pod' && object.apiVersion === 'v1' ? podGraceSeconds(object, gracePeriodSeconds) : 0;
}

const later = (now: string, seconds: number): string =>
  seconds === 0 ? now : `${new Date(Date.parse(now) + seconds * 1000).toISOString().slice(0, 19)}Z`;

/** What the garbage collector is asked to do first stands among the finalizers. */
function finalizersFor(finalizers: readonly string[], { propagation, orphanDependents }: DeleteOptions): string[] {
  const others = finalizers.filter((one) => one !== ORPHAN && one !== FOREGROUND);
  const asked =
    propagation ?? (orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background');
  if (asked === undefined) return [...finalizers];
  if (asked === 'Background') return others;
  return [...others, asked === 'Orphan' ? ORPHAN : FOREGROUND];
}

export function assertMeant(
  call: Call,
  { object: { metadata } }: Version,
  { uid, resourceVersion }: DeleteOptions,
): void {
  const { name } = metadata;
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      namedByKind(call),
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      namedByKind(call),
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
}

function success({ kind }: Call, { object: { metadata } }: Version): object {
  const details = {
    name: metadata.name,
    ...(kind.group !== '' && { group: kind.group }),
    kind: kind.plural,
    uid: metadata.uid,
  };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
