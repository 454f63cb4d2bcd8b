/** All scenarios; those that take longest come first. */
import type { Family } from './scenario.testkit.ts';
import { budgets } from './scenarios/budgets.testkit.ts';
import { daemonSets } from './scenarios/daemon-sets.testkit.ts';
import { deployments } from './scenarios/deployments.testkit.ts';
import { cronJobs, jobs } from './scenarios/jobs.testkit.ts';
import { replicaSets } from './scenarios/replica-sets.testkit.ts';
import { services } from './scenarios/services.testkit.ts';
import { statefulSets } from './scenarios/stateful-sets.testkit.ts';

export const FAMILIES: readonly Family[] = [
  ...[cronJobs, statefulSets, deployments, jobs, daemonSets, replicaSets, budgets, services],
];
