/** `sluice sandbox`: a cluster to try things on. */
import { Command } from 'commander';

export function sandbox(): Command {
  return new Command('sandbox').description('a cluster in memory to try things on (not built yet)').action(() => {
    throw new Error(
      'the sandbox is not built yet; "sluice crds | kubectl apply -f -" installs the API on a real cluster',
    );
  });
}
