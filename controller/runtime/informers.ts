/** One informer for each kind that any reconciler needs, with everything that each needs of it. */
import type { Client } from '../../kube/client.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import { kindKey } from '../../kube/cluster.ts';
import { Informer, type InformerState } from '../../kube/informer.ts';
import type { Change } from '../../kube/store.ts';
import { type IsServed, lookout } from './lookout.ts';
import type { Kept } from './reconciler.ts';

export interface InformersOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  /** Only this namespace. */
  readonly namespace?: string;
  readonly silence?: number;
  readonly onState: (kind: string, state: InformerState, error?: unknown) => void;
  readonly onRestart: (kind: string, error?: unknown) => void;
}

export type Listener = (change: Change) => void;

export interface Need extends Kept {
  readonly listener: Listener;
}

/** By kind. Needs of the same kind share an informer: all indexes, and no selection unless all want the same. */
export function informersFor(needs: readonly Need[], options: InformersOptions): Map<string, Informer> {
  const keys = [...new Set(needs.map(({ resource }) => kindKey(resource)))];
  const isServed = lookout(options.client, options.clock);
  return new Map(
    keys.map((key) => [
      key,
      informerFor(
        needs.filter(({ resource }) => kindKey(resource) === key),
        { ...options, isServed },
      ),
    ]),
  );
}

/** Milliseconds: most clusters never get such a kind. */
const WAIT_FOR_OPTIONAL = 30_000;

function informerFor(
  needs: readonly Need[],
  { isServed, ...options }: InformersOptions & { readonly isServed: IsServed },
): Informer {
  const [first] = needs;
  if (!first) throw new Error('an informer that nobody needs');
  const { client, clock, random, namespace, silence, onState, onRestart } = options;
  const { kind, namespaced } = first.resource;
  const isShared = needs.every(({ selection }) => JSON.stringify(selection) === JSON.stringify(first.selection));
  const trims = new Set(needs.map(({ trim }) => trim));
  if (trims.size > 1) throw new Error(`${kind}: two reconcilers keep different parts of it`);
  return new Informer({
    client,
    clock,
    random,
    resource: first.resource,
    // Some things are kept in one namespace, whichever the process works in.
    selection: { ...(namespace && namespaced && { namespace }), ...(isShared && first.selection) },
    indexes: Object.assign({}, ...needs.map(({ indexes }) => indexes)),
    ...(first.trim && { trim: first.trim }),
    ...(silence !== undefined && { silence }),
    ...(needs.every(({ isOptional }) => isOptional) && {
      ...{ waitForKind: WAIT_FOR_OPTIONAL, isServed: () => isServed(first.resource) },
    }),
    onChange: (change) => {
      for (const { listener } of needs) listener(change);
    },
    onState: (state, error) => onState(kind, state, error),
    onRestart: (error) => onRestart(kind, error),
  });
}
