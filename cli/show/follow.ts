/** Follows objects of several kinds in the cluster, however often the connection breaks. */
import type { Clock, Random } from '../../kube/clock.ts';
import { Informer, type InformerState } from '../../kube/informer.ts';
import type { View } from '../../kube/store.ts';
import type { Connection } from '../cluster.ts';
import { untilAborted } from '../stop-signal.ts';
import type { Wanted } from './family.ts';

export interface Means extends Pick<Connection, 'client'> {
  readonly clock: Clock;
  readonly random: Random;
}

export interface Following {
  readonly signal: AbortSignal;
  /** Called once everything was listed, and after each change; the views are in the order asked for. */
  changed(views: readonly View[]): void;
}

/** Resolves once the signal is aborted; rejects if something may not be read. */
export async function follow(means: Means, wanted: readonly Wanted[], { signal, changed }: Following): Promise<void> {
  const { client, clock, random } = means;
  const refused = new AbortController();
  const onChange = () => {
    if (informers.every(({ isKnown }) => isKnown)) changed(informers.map(({ view }) => view));
  };
  const onState = (state: InformerState, error?: unknown) => {
    if (state === 'forbidden') refused.abort(error);
    else onChange();
  };
  const informers = wanted.map((one) => new Informer({ client, clock, random, ...one, onChange, onState }));
  for (const informer of informers) informer.start();
  await untilAborted(AbortSignal.any([signal, refused.signal]));
  await Promise.all(informers.map((informer) => informer.stop()));
  refused.signal.throwIfAborted();
}
