/** Whether requests come to the canary in the share that a step says. */
import { expect } from 'vitest';
import { isWithinThreeSigma, sigmasOff } from './traffic-chance.testkit.ts';
import type { Users } from './traffic-users.testkit.ts';
import { sleep } from './visitor.testkit.ts';

/** Together 20,000 over five steps. */
export const REQUESTS = 4_000;
/** A proxy hears of a new weight a moment after its objects say so. */
const SETTLING = 1_000;

/** One look in 370 is beyond three sigma by chance, so that a second one counts then. */
export async function expectWeight(users: Users, percent: number, headers?: Readonly<Record<string, string>>) {
  await sleep(SETTLING);
  const first = await looked(users, percent, headers);
  if (!first) expect(await looked(users, percent, headers), `${percent}% twice beyond three sigma`).toBe(true);
}

async function looked(users: Users, percent: number, headers?: Readonly<Record<string, string>>): Promise<boolean> {
  const { v1 = 0, v2 = 0, ...others } = await users.ask(REQUESTS, headers);
  expect(others).toEqual({});
  const sigmas = sigmasOff(v2, REQUESTS, percent / 100).toFixed(2);
  process.stdout.write(`${percent}%: v1 ${v1}, v2 ${v2}, ${sigmas} sigma\n`);
  return isWithinThreeSigma(v2, REQUESTS, percent / 100);
}

/** The canary gets copies of a share, of whose answers nobody knows. `copied` tells how many it has got so far. */
export async function expectCopies(users: Users, percent: number, copied: () => Promise<number>): Promise<void> {
  const look = async () => {
    const before = await copied();
    await expectWeight(users, 0);
    await sleep(SETTLING);
    const copies = (await copied()) - before;
    const sigmas = sigmasOff(copies, REQUESTS, percent / 100).toFixed(2);
    process.stdout.write(`${percent}% copied: ${copies}, ${sigmas} sigma\n`);
    return isWithinThreeSigma(copies, REQUESTS, percent / 100);
  };
  if (!(await look())) expect(await look(), `${percent}% copied twice beyond three sigma`).toBe(true);
}

/** Nobody was turned away, from the first request to the last. */
export async function expectNoFailure(users: Users): Promise<void> {
  const failures = await users.stop();
  process.stdout.write(`${users.answers().length} requests, ${failures.length} failed\n`);
  expect(failures).toEqual([]);
}
