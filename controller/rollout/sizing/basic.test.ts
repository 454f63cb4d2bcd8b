/** What one pass does to the sizes of a canary without a router. */
import { describe, expect, it } from 'vitest';
import { type BasicInput, basicSizes } from './basic.ts';
import { counts } from './counts.testkit.ts';

type Given = Partial<BasicInput>;

const sizes = (given: Given) => {
  const { current, stable } = basicSizes({
    replicas: 10,
    weight: 50,
    maxWeight: 100,
    surge: 1,
    unavailable: 1,
    others: [],
    ...given,
  });
  return [current, stable];
};

describe('one pass', () => {
  it.each<[sentence: string, given: Given, expected: (number | undefined)[]]>([
    ['goes to 1/9 at 10 %', { weight: 10, current: counts(0), stable: counts(10) }, [1, 9]],
    [
      'grows to 3/10 at 30 % where nothing may be missing',
      { weight: 30, surge: 3, unavailable: 0, current: counts(0), stable: counts(10) },
      [3, 10],
    ],
    [
      'then waits for the new pods',
      { weight: 30, surge: 3, unavailable: 0, current: counts(3, 0), stable: counts(10) },
      [3, 10],
    ],
    ['then goes to 3/7', { weight: 30, surge: 3, unavailable: 0, current: counts(3), stable: counts(10) }, [3, 7]],
    [
      'shrinks to 0/7 at 30 % where nothing may be added',
      { weight: 30, surge: 0, unavailable: 5, current: counts(0), stable: counts(10) },
      [0, 7],
    ],
    ['then goes to 3/7, too', { weight: 30, surge: 0, unavailable: 5, current: counts(0), stable: counts(7) }, [3, 7]],
    ...[5, 95].map((weight): [string, Given, number[]] => [
      `shows ${weight} % of one replica beside it`,
      { replicas: 1, weight, unavailable: 0, current: counts(0), stable: counts(1) },
      [1, 1],
    ]),
    ['takes 2/1 of three replicas at 50 %', { replicas: 3, surge: 0, current: counts(2), stable: counts(2) }, [2, 1]],
    ['takes 2/2 of three replicas at 50 % with surge', { replicas: 3, current: counts(2), stable: counts(3) }, [2, 2]],
    [
      'starts the trace of four replicas with 1/3',
      { replicas: 4, weight: 25, current: counts(0), stable: counts(4) },
      [1, 3],
    ],
    [
      'ends the trace of four replicas with 4/0',
      { replicas: 4, weight: 100, current: counts(4), stable: counts(1) },
      [4, 0],
    ],
    ['grows stable before the canary', { weight: 50, surge: 1, current: counts(3), stable: counts(3) }, [5, 5]],
    [
      'spends what may be added on stable first',
      { surge: 0, current: counts(4), stable: counts(3), others: [counts(2)] },
      [4, 4],
    ],
    [
      'keeps stable while the canary is broken',
      { surge: 3, unavailable: 2, current: counts(5, 0), stable: counts(8) },
      [5, 8],
    ],
    [
      'gives a broken canary up at once when stable is enough',
      { weight: 0, surge: 3, unavailable: 2, current: counts(5, 0), stable: counts(8) },
      [0, 8],
    ],
    [
      'keeps pods of the canary on the way back until stable has enough',
      { weight: 0, surge: 3, unavailable: 2, current: counts(5), stable: counts(5) },
      [3, 8],
    ],
    [
      'drops pods of stable that are missing anyway',
      { weight: 10, surge: 0, current: counts(0), stable: counts(10, 8) },
      [0, 9],
    ],
    [
      'keeps enough pods of stable for when they are ready again',
      { weight: 50, surge: 0, current: counts(0), stable: counts(10, 0) },
      [0, 9],
    ],
    ['touches neither while old pods are left', { current: counts(6), stable: counts(6), others: [counts(1)] }, [6, 6]],
    ['grows beside old pods', { current: counts(0), stable: counts(5), others: [counts(4)] }, [2, 5]],
    ['brings a revision to full size where there is no other', { weight: 10, current: counts(2) }, [10, undefined]],
    ['shrinks a revision at once where there is no other', { replicas: 3, current: counts(10, 2) }, [3, undefined]],
    ['sizes stable alone until there is a current revision', { weight: 30, stable: counts(4) }, [undefined, 7]],
    ['shrinks both when replicas are lowered', { replicas: 4, current: counts(5), stable: counts(5) }, [2, 2]],
    [
      'lets pods that are not ready give way when replicas are lowered',
      { replicas: 8, weight: 90, surge: 2, current: counts(9, 0), stable: counts(8) },
      [3, 7],
    ],
    [
      'lets no ready pod give way, not even one that is not yet available',
      { replicas: 8, weight: 90, surge: 2, current: counts(9, 0, 9), stable: counts(8) },
      [8, 7],
    ],
    ['does not count pods that are about to go', { weight: 0, current: counts(3), stable: counts(7, 10) }, [2, 8]],
    [
      'lets no more pods give way than are too many',
      { surge: 2, current: counts(10, 0), stable: counts(10, 0) },
      [3, 9],
    ],
    [
      'goes down to nothing with the replicas',
      { replicas: 0, surge: 0, unavailable: 0, current: counts(3), stable: counts(2) },
      [0, 0],
    ],
  ])('%s', (_, given, expected) => {
    expect(sizes(given)).toEqual(expected);
  });
});
