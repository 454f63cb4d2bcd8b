/**
 * A replica of the controller as a process of its own, with a reconciler of two stages that lingers in between and says
 * on standard output what it does. Run by replicas.cluster.test.ts.
 */
import type { KubeObject } from '../../kube/types.ts';
import { readConfig } from '../config.ts';
import { runController } from '../main.ts';
import type { Effect } from './act.ts';
import type { Action, Plan } from './plan.ts';
import type { Reconciler } from './reconciler.ts';
import { seenIn, toy, wantedIn } from './toy.testkit.ts';

const [replica = '', label = '', lingerMs = '0', ...flags] = process.argv.slice(2);

const say = (what: string, key: string) => process.stdout.write(`${what} ${replica} ${key} ${Date.now()}\n`);

const linger: Effect = async (_, { key }) => {
  say('between', key);
  await new Promise((resolve) => setTimeout(resolve, Number(lingerMs)));
};

/** The last write carries no version: nothing but the lease keeps a process that has lost it from writing. */
function decide({ object }: { readonly object: KubeObject }): Plan<object> {
  const nothing = { stages: [], status: {}, notices: [] };
  if (seenIn(object) === wantedIn(object)) return nothing;
  const { apiVersion, kind, metadata } = object;
  const ref = { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
  const annotate = (annotations: object): Action => ({
    do: 'patch',
    ref,
    patch: { merge: { metadata: { annotations } } },
    because: 'annotate',
  });
  const between: Action = { do: 'effect', effect: 'linger', key: metadata.name, input: {}, because: 'linger' };
  const last = annotate({ 'toy.sluice.dev/seen': wantedIn(object), 'toy.sluice.dev/by': replica });
  return { ...nothing, stages: [[annotate({ 'toy.sluice.dev/first': replica })], [between], [last]] };
}

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const reconciler = toy(label, { decide } as Partial<Reconciler> as Parameters<typeof toy>[1]);
await runController({
  config: readConfig(flags, {}),
  env: {},
  signal: stop.signal,
  reconcilers: () => [reconciler],
  effects: { linger },
});
say('ended', '');
