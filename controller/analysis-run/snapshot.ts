/** Everything a decision about an AnalysisRun may look at. It holds no secret: those are named, not read. */
import type { TargetPod } from '../../analysis/providers/provider.ts';
import type { Phase } from '../../analysis/verdict/measurements.ts';
import type { Job, RunObject, RunStatus } from './objects.ts';
import type { Preparation } from './prepared.ts';

/** What came of a measurement. */
export interface Sample {
  readonly metric: string;
  /** Which measurement of the metric it is, from 1. */
  readonly number: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Running if the answer is still to come. */
  readonly phase: Phase;
  readonly message?: string;
  readonly value?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly resumeAt?: Date;
  /** What is to be told of the metric itself. */
  readonly about?: Readonly<Record<string, string>>;
}

export interface Sampling {
  /** Names of the metrics that are being measured. */
  readonly inFlight: readonly string[];
  readonly samples: readonly Sample[];
}

/** A Job of the run, and what keeps its pods from starting. */
export interface JobSight {
  readonly job: Job;
  readonly stuck?: string | undefined;
}

export interface Snapshot {
  readonly now: Date;
  readonly object: RunObject;
  readonly status: RunStatus;
  readonly prepared: Preparation;
  readonly sampling: Sampling;
  /** By name. */
  readonly jobs: ReadonlyMap<string, JobSight>;
  /** Where Jobs are made. */
  readonly jobNamespace: string;
  /** Ready pods by the name of the revision, as targets name it; only those that some metric names. */
  readonly targets: Readonly<Record<string, readonly TargetPod[]>>;
}
