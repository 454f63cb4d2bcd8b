/** Asks the pods of a revision one by one, a few at a time. The worst answer counts. */
import type { Asking, HttpRequest, Measured, TargetPod } from './provider.ts';
import { type Expecting, judged, outcomeOf } from './web-answer.ts';

type Target = NonNullable<Expecting['target']>;

/** More are not asked. */
const MOST_PODS = 100;
const AT_A_TIME = 16;
/** How often one request waits for another. */
export const MOST_ROUNDS = Math.ceil(MOST_PODS / AT_A_TIME);

interface Round {
  /** What each is asked; its address takes the place of the host. */
  readonly request: HttpRequest;
  readonly config: Expecting;
  readonly asking: Asking;
}

interface Heard {
  readonly pod: TargetPod;
  readonly measured: Measured;
  /** Milliseconds; none if there was no answer. */
  readonly took: number;
}

export async function askedPods(target: Target, round: Round): Promise<Measured> {
  const pods = round.asking.pods?.slice(0, MOST_PODS) ?? [];
  if (pods.length === 0) throw new Error(`no ready pods of ${target.service}`);
  const waiting = pods.values();
  const [heard, problems]: [Heard[], unknown[]] = [[], []];
  const ask = async () => {
    for (const pod of waiting) {
      await heardOf(pod, target, round).then(
        (one) => heard.push(one),
        (problem: unknown) => problems.push(problem),
      );
      // What is certain already needs no more answers.
      if (heard.some(isFailed)) return;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, ask));
  const failed = heard.filter(isFailed).toSorted((one, other) => rankOf(other) - rankOf(one));
  const [worst] = failed;
  if (worst) return failure(worst, failed.length - 1);
  if (problems.length > 0) throw problems[0];
  return slowest(heard);
}

async function heardOf(pod: TargetPod, { port, path }: Target, { request, config, asking }: Round): Promise<Heard> {
  const host = pod.address.includes(':') ? `[${pod.address}]` : pod.address;
  const outcome = await outcomeOf(asking, { ...request, url: `http://${host}:${port}${path ?? pathOf(request.url)}` });
  try {
    return { pod, measured: judged(config, outcome), took: 'took' in outcome ? outcome.took : 0 };
  } catch (error) {
    throw new Error(`pod ${pod.name}: ${(error as Error).message}`);
  }
}

/** Of an address, or of what is a path already. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return url.startsWith('/') ? url : `/${url}`;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

const isFailed = ({ measured }: Heard): boolean => measured.verdict !== undefined;

/** No answer is worse than any status. */
const rankOf = ({ measured: { value } }: Heard): number =>
  typeof value === 'number' ? value : Number.POSITIVE_INFINITY;

function failure({ pod, measured }: Heard, others: number): Measured {
  const more = others > 0 ? `, and ${others} more` : '';
  return { ...measured, verdict: { phase: 'Failed', message: `pod ${pod.name}: ${measured.verdict?.message}${more}` } };
}

function slowest(heard: readonly Heard[]): Measured {
  const [last] = heard.toSorted((one, other) => other.took - one.took);
  if (!last) throw new Error('no pod has answered');
  return { ...last.measured, metadata: { pod: last.pod.name, pods: String(heard.length) } };
}
