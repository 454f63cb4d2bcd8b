/** Verdicts that hold however often one looks: the `evidence` block of a metric, an extension of Sluice. */
import { z } from 'zod';
import { exactlyOne, words } from '../kit.ts';
import { Decimal, Duration, Percentage } from '../kubernetes.ts';

const Counters = z.object({
  errors: z.string().describe('Raw counter of errors, one series per pod.'),
  requests: z.string().describe('Raw counter of requests, one series per pod.'),
});

const regression = () => Percentage.default('100%').describe('How much worse a canary must not be to be promoted.');

const Errors = z.object({
  margin: Percentage.default('25%').describe("How much worse than stable the canary's error rate may be."),
  regression: regression(),
  canary: Counters.describe('Counters of the canary.'),
  stable: Counters.describe('Counters of the stable revision.'),
});

const Latency = z.object({
  canary: z.string().describe('Raw histogram buckets of the canary, by pod and le.'),
  stable: z.string().describe('Raw histogram buckets of the stable revision, by pod and le.'),
});

const Gauge = z.object({
  canary: z.string().describe('Query of the canary.'),
  baseline: z.string().describe('The same query of a baseline of equal size.'),
  worse: z.enum(['higher', 'lower']).describe('Which direction is bad: higher or lower.'),
  regression: regression(),
});

const Objective = z.object({
  target: Decimal.describe('Objective in percent of good requests, such as 99.9.'),
  errors: z.string().describe('Raw counter of errors, one series per pod.'),
  requests: z.string().describe('Raw counter of requests, one series per pod.'),
});

export const Evidence = exactlyOne(
  {
    errors: Errors.describe('Compare error rates with stable.'),
    latency: Latency.describe('Compare latencies with stable; can abort and veto, never promote.'),
    gauge: Gauge.describe('Compare any value with a baseline.'),
    objective: Objective.describe('Compare an error rate with an objective.'),
  },
  {
    falseAbort: Decimal.default('0.05').describe('Greatest probability to abort a healthy release.'),
    falsePromote: Decimal.default('0.05').describe('Greatest probability to promote a sick one.'),
    warmup: Duration.optional().describe('How long measurements are dropped at the start.'),
    maxDuration: Duration.optional().describe('When to stop looking.'),
    onInsufficient: words(['pause', 'promote', 'abort'])
      .default('pause')
      .describe('What follows when the evidence is insufficient by then: pause (Inconclusive), promote or abort.'),
    weight: Decimal.optional().describe('Weight of this metric in the common verdict to abort. Equal without it.'),
  },
);
export type Evidence = z.infer<typeof Evidence>;
