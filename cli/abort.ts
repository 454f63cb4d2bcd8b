/** `sluice abort`: stops updates, and takes their traffic back. */
import { Command } from 'commander';
import { type KubeObject, refOf } from '../kube/types.ts';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, type Connection, withClusterFlags } from './cluster.ts';
import { MANAGER, patchStatus } from './rollouts.ts';

interface Flags extends ClusterFlags {
  readonly reason?: string;
}

/** Milliseconds that the Event may take. */
const PATIENCE = 10_000;

export function abort(): Command {
  return withClusterFlags(
    new Command('abort')
      .description('stop updates and take their traffic back; the spec stays as it is')
      .argument('<rollouts...>', 'names of Rollouts')
      .option('--reason <text>', 'why: an Event that kubectl describe shows')
      .addHelpText('after', '\nExample:\n  sluice abort storefront --reason "checkout is slow" -n shop'),
  ).action((names: string[], { reason, ...flags }: Flags) =>
    changeEach(flags, { what: 'rollout', names }, async (connection, name) => {
      const rollout = await patchStatus(connection, name, { abort: true });
      if (reason) await tellReason(connection, rollout, reason);
      return `rollout '${name}' aborted`;
    }),
  );
}

/** An Event rather than an annotation: it belongs to this update alone, and nobody has to take it away. */
async function tellReason({ client }: Connection, rollout: KubeObject, message: string): Promise<void> {
  const [{ EventRecorder }, { systemClock: clock }] = await Promise.all([
    import('../kube/events.ts'),
    import('../kube/clock.ts'),
  ]);
  const component = MANAGER.fieldManager;
  let problem: unknown = new Error('no answer in time');
  const events = new EventRecorder({
    ...{ ...MANAGER, writer: client, clock, random: Math.random, component, instance: component },
    onDrop: (_, error) => {
      problem = error;
    },
  });
  const { uid = '', resourceVersion } = rollout.metadata;
  events.record(
    { ref: refOf(rollout), uid, resourceVersion },
    { type: 'Warning', reason: 'RolloutAbortRequested', message },
  );
  await events.flush(PATIENCE);
  if (events.dropped + events.pending > 0)
    throw new Error(`aborted, but the reason is not recorded: ${(problem as Error).message}`, { cause: problem });
}
