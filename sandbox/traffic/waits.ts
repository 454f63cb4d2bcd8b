/** Waits that end together, whoever still waits: nothing is left on the clock when a server goes. */
import type { Clock } from '../../kube/clock.ts';

export interface Waits {
  /** False if it was cut off. */
  wait(ms: number): Promise<boolean>;
  cut(): void;
}

export function waits(clock: Clock): Waits {
  const cuts = new Set<() => void>();
  let isCut = false;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (isCut) return resolve(false);
        const end = (isWhole: boolean) => {
          cuts.delete(cut);
          resolve(isWhole);
        };
        const cancel = clock.after(ms, () => end(true));
        const cut = () => {
          cancel();
          end(false);
        };
        cuts.add(cut);
      }),
    cut() {
      isCut = true;
      for (const cut of cuts) cut();
    },
  };
}
