/** `sluice restart`: replaces the pods of Rollouts, now or later. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { milliseconds } from '../crds/duration.ts';
import { timestamp } from '../kube/conditions.ts';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, withClusterFlags } from './cluster.ts';
import { patchSpec } from './rollouts.ts';

interface Flags extends ClusterFlags {
  readonly in: Delay;
}

/** As it was written, and what it means. */
interface Delay {
  readonly text: string;
  readonly milliseconds: number;
}

const NONE: Delay = { text: '0s', milliseconds: 0 };

export function restart(): Command {
  return withClusterFlags(
    new Command('restart')
      .description('replace the pods of Rollouts, a few at a time')
      .argument('<rollouts...>', 'names of Rollouts')
      .addOption(
        new Option('-i, --in <duration>', 'how long from now, such as 10s or 1h30m')
          .argParser(delayOf)
          .default(NONE, NONE.text),
      )
      .addHelpText('after', '\nExample:\n  sluice restart storefront --in 10m -n shop'),
  ).action((names: string[], { in: delay, ...flags }: Flags) => {
    const restartAt = timestamp(new Date(Date.now() + delay.milliseconds));
    return changeEach(flags, { what: 'rollout', names }, async (connection, name) => {
      await patchSpec(connection, name, { restartAt });
      return `rollout '${name}' restarts in ${delay.text}`;
    });
  });
}

function delayOf(text: string): Delay {
  const length = milliseconds(text);
  if (length !== undefined) return { text, milliseconds: length };
  throw new InvalidArgumentError('It must be a duration such as 10s or 1h30m.');
}
