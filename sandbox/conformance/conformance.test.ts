import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AREAS } from './areas.testkit.ts';
import { prepared } from './runner.testkit.ts';
import { sandboxTarget } from './sandbox-target.testkit.ts';
import { reportOf, type Verdict, verdictsOn } from './verdicts.testkit.ts';

const FEWEST = 10;

describe('the suite', () => {
  it.each(AREAS)(`has at least ${FEWEST} cases for $area, each of its own`, ({ cases }) => {
    expect(new Set(cases.map(({ does }) => does)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(FEWEST);
  });
});

describe('the sandbox', () => {
  const problems: unknown[] = [];
  const target = sandboxTarget((what, error) => problems.push([what, error]));
  const verdicts: Verdict[] = [];

  beforeAll(async () => {
    verdicts.push(...(await verdictsOn([await prepared(target)])));
  }, 300_000);

  afterAll(async () => {
    await target.stop();
    process.stdout.write(`\n${reportOf(verdicts)}\n`);
  });

  describe.each(AREAS)('$area', ({ area, cases }) => {
    it.each(cases)('$does', ({ does }) => {
      const verdict = verdicts.find((one) => one.area === area && one.does === does);
      expect(verdict?.problems).toEqual([]);
    });
  });
});
