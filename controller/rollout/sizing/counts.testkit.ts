/** Revisions for tests of sizing. */
import type { Counts } from './counts.ts';
import type { OldRevision } from './others.ts';

/** With all its pods available, unless said otherwise. */
export const counts = (size: number, available = size, ready = available): Counts => ({
  size,
  pods: size,
  ready,
  available,
});

export const old = (number: number, size: number, rest: Partial<OldRevision> = {}): OldRevision => ({
  ...counts(size),
  name: `web-${number}`,
  hash: `${number}`,
  number,
  deadline: undefined,
  ...rest,
});
