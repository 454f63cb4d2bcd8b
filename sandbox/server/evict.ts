/** POST of an eviction: a pod is deleted if its disruption budget allows. */
import { ApiError } from '../api/api-error.ts';
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import { type Evicted, eviction, stillProcessed } from '../kinds/eviction.ts';
import { decoded } from '../schema/decode.ts';
import type { Version } from '../store/version.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { objectIn } from './body.ts';
import { type Call, found } from './call.ts';
import { assertMeant, letGo } from './delete.ts';
import { type DeleteOptions, deleteOptions } from './options.ts';
import { schemaFor } from './schemas.ts';

const BUDGETS = 'poddisruptionbudgets.policy';

export function evict(call: Call): Answer {
  const pod = found(call);
  const evicted = decide(call, pod);
  const options = deleteOptions(new URLSearchParams(), evicted.deleteOptions);
  if (options.dryRun) assertFree(call, pod, options, evicted);
  else carryOut(call, pod, options, evicted);
  return jsonAnswer(201, JSON.stringify(SUCCESS), call.warnings);
}

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as const;

function decide(call: Call, { object: pod }: Version): Evicted {
  const { world, namespace = '', query, now } = call;
  const body = bodyOf(call);
  const given = isObject(body['deleteOptions']) ? { deleteOptions: body['deleteOptions'] } : {};
  const asked = { name: body.metadata.name || pod.metadata.name, ...given, dryRun: query.getAll('dryRun') };
  const budgets = world.store.list(BUDGETS, namespace).map(({ object }) => object);
  return eviction(pod, asked, budgets, now);
}

function bodyOf(call: Call): ApiObject {
  const raw: JsonObject = objectIn(call.request, 'Eviction', schemaFor(call.world));
  // Both versions look alike.
  const type = { apiVersion: 'policy/v1', kind: 'Eviction' };
  return decoded(call.world.types('io.k8s.api.policy.v1.Eviction'), { ...raw, ...type }, EVICTION).object;
}

const EVICTION = { kind: 'Eviction', version: 'v1' } as const;

function carryOut(call: Call, pod: Version, options: DeleteOptions, evicted: Evicted): void {
  const { store } = call.world;
  assertFree(call, pod, options, evicted);
  if (evicted.budget) store.put(BUDGETS, evicted.budget);
  letGo(call, store.put(call.resource, evicted.pod), options);
}

/** A pod that changed since it was looked at is not deleted on old knowledge. */
function assertFree(call: Call, pod: Version, options: DeleteOptions, { isGuarded, budgetName }: Evicted): void {
  try {
    assertMeant(call, pod, options);
  } catch (error) {
    if (isGuarded && error instanceof ApiError) throw stillProcessed(budgetName ?? '');
    throw error;
  }
}
