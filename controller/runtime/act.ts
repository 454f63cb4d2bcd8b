/** Carries out the actions of a plan: stage after stage, the actions of one stage together. */
import type { Patch } from '../../kube/client.ts';
import { kindKey, type Writer } from '../../kube/cluster.ts';
import { hasReason } from '../../kube/errors.ts';
import { type KubeObject, nameOf, type Ref, refOf } from '../../kube/types.ts';
import type { Action } from './plan.ts';

/** Work outside the cluster. Must do nothing if the key was done before. */
export type Effect = (input: unknown, context: { readonly key: string; readonly signal: AbortSignal }) => Promise<void>;

export interface Hands {
  readonly cluster: Writer;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
  /** Throws if this process may not write any more. Called before each write. */
  readonly guard: () => void;
}

/** Versions of what was written, by kind and name, where nobody else can have written in between. */
export type Written = Map<string, string | undefined>;

export const writtenKey = (ref: Ref): string => `${kindKey(ref)} ${nameOf(ref)}`;

/** Attempts every action of a stage before failing, so one bad object does not hold back its neighbours. */
export async function carryOutStages(stages: readonly (readonly Action[])[], hands: Hands): Promise<Written> {
  const written: Written = new Map();
  for (const stage of stages) {
    const results = await Promise.allSettled(stage.map((action) => attempt(action, hands, written)));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1)
      throw new AggregateError(
        failures,
        `${failures.length} of ${stage.length} actions failed: ${textOf(failures[0])}`,
      );
  }
  return written;
}

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function attempt(action: Action, hands: Hands, written: Written): Promise<void> {
  try {
    await carryOut(action, hands, written);
  } catch (error) {
    if (!(action.isLenient && hasReason(error, 'NotFound', 'TooManyRequests'))) throw error;
  }
}

async function carryOut(action: Action, hands: Hands, written: Written): Promise<void> {
  const { cluster, fieldManager, effects, signal, guard } = hands;
  guard();
  switch (action.do) {
    case 'create':
      return remember(written, await cluster.create(action.object, { fieldManager }), true);
    case 'patch': {
      const { ref, subresource, resourceVersion } = action;
      const patch = guarded(action.patch, resourceVersion);
      const stored = await cluster.patch(ref, patch, { fieldManager, ...(subresource && { subresource }) });
      return remember(written, stored, resourceVersion !== undefined);
    }
    case 'apply': {
      const object = versioned(action.object, action.resourceVersion);
      const stored = await cluster.apply(object, { fieldManager, force: true });
      return remember(written, stored, action.resourceVersion !== undefined);
    }
    case 'delete': {
      const { do: _, because: __, ref, ...options } = action;
      await cluster.delete(ref, options);
      return;
    }
    case 'evict':
      return cluster.evict(action.ref);
    case 'effect': {
      const effect = effects[action.effect];
      if (!effect) throw new Error(`nothing is called ${action.effect} here`);
      return effect(action.input, { key: action.key, signal });
    }
  }
}

function remember(written: Written, object: KubeObject, isAlone: boolean): void {
  written.set(writtenKey(refOf(object)), isAlone ? object.metadata.resourceVersion : undefined);
}

/** The same patch, refused by the server if the object has changed since. */
export function guarded(patch: Patch, resourceVersion: string | undefined): Patch {
  if (resourceVersion === undefined) return patch;
  if ('json' in patch)
    return { json: [{ op: 'test', path: '/metadata/resourceVersion', value: resourceVersion }, ...patch.json] };
  const kind = 'merge' in patch ? 'merge' : 'strategic';
  const body = ('merge' in patch ? patch.merge : patch.strategic) as { metadata?: object };
  return { [kind]: { ...body, metadata: { ...body.metadata, resourceVersion } } } as unknown as Patch;
}

function versioned(object: KubeObject, resourceVersion: string | undefined): KubeObject {
  return resourceVersion === undefined ? object : { ...object, metadata: { ...object.metadata, resourceVersion } };
}
