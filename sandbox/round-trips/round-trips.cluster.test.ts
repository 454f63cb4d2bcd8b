import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { noCluster } from '../../e2e/cluster.testkit.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { Sandbox } from '../sandbox.ts';
import { differencesBetween, problemsOf } from './comparison.testkit.ts';
import { ROUND_TRIPS } from './round-trips.testkit.ts';
import { journeysOn } from './traveller.testkit.ts';

const cluster = inject('cluster');

describe.skipIf(noCluster)(`round trips with kubectl (${noCluster ?? 'given'})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-trips-'));
  const own = join(folder, 'kubeconfig');
  let sandbox: Sandbox;

  beforeAll(async () => {
    const random = Math.random;
    sandbox = await Sandbox.start({ port: 0, tls: false, objects: [], clock, random, onProblem: () => {} });
    writeFileSync(own, sandbox.kubeconfig);
  });

  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const travel = (kubeconfig: string, kubectl: string) =>
    journeysOn({ kubeconfig, kubectl, prefix: `trip-${randomUUID().slice(0, 6)}` }, ROUND_TRIPS);

  it('are many', () => expect(ROUND_TRIPS.length).toBeGreaterThanOrEqual(60));

  it('end and say the same on the sandbox and on a real API server', { timeout: 600_000 }, async () => {
    if ('missing' in cluster) throw new Error(cluster.missing);
    const { kubeconfig, kubectl } = cluster;
    const [here, there] = await Promise.all([travel(own, kubectl), travel(kubeconfig, kubectl)]);
    expect(problemsOf(here)).toEqual([]);
    expect(problemsOf(there)).toEqual([]);
    expect(differencesBetween(here, there)).toEqual([]);
  });
});
