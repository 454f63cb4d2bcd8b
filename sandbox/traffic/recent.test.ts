import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { recent } from './recent.ts';

interface Wanted {
  readonly name?: string;
  readonly version?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly isMirrored?: boolean;
}

const exchange = ({ name = 'web', version, status = 200, milliseconds = 20, isMirrored = false }: Wanted): Exchange =>
  ({
    ...{ status, milliseconds, isMirrored, source: { kind: 'Ingress', namespace: 'shop', name } },
    server: version === undefined ? undefined : { version },
  }) as Exchange;

const seenBy = (...steps: readonly (readonly [at: number, times: number, wanted: Wanted])[]) => {
  const all = recent();
  for (const [at, times, wanted] of steps) for (let one = 0; one < times; one++) all.add(exchange(wanted), at);
  return all;
};

describe('what users have lately seen', () => {
  it('is nothing before the first pod answers, whatever else they were told', () => {
    const all = seenBy([0, 50, { status: 503 }]);
    expect(all.seen(1_000)).toBeUndefined();
    all.add(exchange({ version: '1' }), 2_000);
    expect(all.seen(3_000)).toMatchObject({ rate: 1, successes: 1 });
  });

  it('is shares, successes and times of the busiest route, and the rate of all', () => {
    const all = seenBy(
      [0, 79, { version: '1' }],
      [0, 20, { version: '2', status: 503, milliseconds: 90 }],
      [0, 1, { status: 502 }],
      [0, 30, { name: 'other', version: '9' }],
    );
    expect(all.seen(5_000)).toEqual({
      name: 'Ingress shop/web',
      rate: 26,
      shares: [
        { version: '1', share: 0.79 },
        { version: '2', share: 0.2 },
      ],
      successes: 0.79,
      p99: 90,
    });
  });

  it('forgets what is ten seconds old, and copies', () => {
    const all = seenBy(
      [0, 40, { version: '1' }],
      [9_000, 20, { version: '2' }],
      [9_000, 20, { version: '3', isMirrored: true }],
    );
    expect(all.seen(12_000)).toMatchObject({ rate: 2, shares: [{ version: '2', share: 1 }] });
    expect(all.seen(20_000)).toBeUndefined();
  });

  it('keeps no more than it can', () => {
    const all = seenBy([0, 50_000, { version: '1' }]);
    expect(all.seen(1)?.rate).toBeLessThanOrEqual(40_000);
  });
});
