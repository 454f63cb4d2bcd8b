/** Plays a scenario in two clusters at the same time, and says where they differ. */
import { differencesOf } from '../../conformance/comparison.testkit.ts';
import { newMemory } from './memory.testkit.ts';
import { type State, stateOf } from './normal.testkit.ts';
import { type Played, played } from './runner.testkit.ts';
import type { Scenario } from './scenario.testkit.ts';
import type { World } from './world.testkit.ts';

type Pair<T> = readonly [real: T, sandbox: T];

/** Readable lines: first the real cluster's, then the sandbox's. None if they agree. */
export async function linesOf(scenario: Scenario, worlds: Pair<World>, namespace: string): Promise<readonly string[]> {
  const [one, other] = worlds;
  const [real, simulated] = await Promise.all([played(one, scenario, namespace), played(other, scenario, namespace)]);
  const problems = [
    ...(real.problem === undefined ? [] : [`the real cluster: ${real.problem}`]),
    ...(simulated.problem === undefined ? [] : [`the sandbox: ${simulated.problem}`]),
  ];
  const states = (play: Played): readonly State[] => {
    const memory = newMemory(namespace, scenario.keepsNodes);
    return play.seen.map(({ objects }) => stateOf(objects, memory));
  };
  const [a, b] = [states(real), states(simulated)];
  const differing = real.seen.flatMap(({ look }, index) =>
    differencesOf(a[index], b[index]).map((line) => `${look}${line}`),
  );
  return [...problems, ...differing];
}
