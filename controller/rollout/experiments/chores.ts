/** What is left to do for the experiments of a Rollout once it is known which one counts. */
import { refOf } from '../../../kube/types.ts';
import { isOver } from '../../analysis/objects.ts';
import { isControlledBy } from '../../analysis/ownership.ts';
import { termination } from '../../analysis/termination.ts';
import { type ExperimentObject, receivesRequests, requestsMark } from '../../experiment-contract.ts';
import type { Action } from '../../runtime/plan.ts';
import type { Split } from '../../traffic/router.ts';
import { surplusRuns } from '../analysis/garbage.ts';
import type { Snapshot } from '../snapshot.ts';
import { experimentsIn } from './objects.ts';
import type { ExperimentWork } from './work.ts';

export interface ExperimentChores {
  /** Before requests go to their pods. */
  readonly marks: readonly Action[];
  /** Starts and ends. */
  readonly runs: readonly Action[];
  readonly tidy: readonly Action[];
}

export function experimentChores(
  s: Snapshot,
  { actions, name, isAwaited }: ExperimentWork,
  split: Split | undefined,
): ExperimentChores {
  const own = experimentsIn(s).all.filter((one) => isControlledBy(one, s.object));
  const isSent = (one: ExperimentObject) => servicesOf(one).some((service) => isAmong(split, service));
  const named = new Set(name === undefined ? [] : [name]);
  const others = own.filter(({ metadata }) => !(isAwaited && named.has(metadata.name)));
  return {
    marks: own.filter((one) => isSent(one) && !receivesRequests(one)).map((one) => marked(one, true)),
    runs: [...actions, ...others.filter(isGoingOn).map(termination)],
    tidy: [
      ...own.filter((one) => receivesRequests(one) && !isSent(one) && isFree(s, one)).map((one) => marked(one, false)),
      ...surplusRuns(
        s,
        own.filter((one) => !receivesRequests(one)),
        named,
      ),
    ],
  };
}

const isGoingOn = ({ metadata, spec, status }: ExperimentObject): boolean =>
  !isOver(status?.phase) && spec.terminate !== true && metadata.deletionTimestamp === undefined;

const servicesOf = ({ status }: ExperimentObject): readonly string[] =>
  (status?.templateStatuses ?? []).flatMap(({ serviceName }) => serviceName ?? []);

const isAmong = (split: Split | undefined, wanted: string): boolean =>
  (split?.destinations ?? []).some(({ service, weight }) => service === wanted && weight > 0);

/** Nobody sends it anything any more, as far as is known. */
function isFree({ routing, strays }: Snapshot, one: ExperimentObject): boolean {
  const isShown = servicesOf(one).some((service) => (routing.weights[service]?.highest ?? 0) > 0);
  return !isShown && routing.problems.length === 0 && strays.length === 0;
}

/** Refused if the experiment has changed: it may have ended, and its pods may be about to go. */
function marked(one: ExperimentObject, isReceiving: boolean): Action {
  const { name, resourceVersion } = one.metadata;
  return {
    ...{ do: 'patch', ref: refOf(one), patch: { merge: { metadata: { annotations: requestsMark(isReceiving) } } } },
    ...(resourceVersion !== undefined && { resourceVersion }),
    because: `${name} ${isReceiving ? 'is to be sent requests' : 'is sent no more requests'}`,
  };
}
