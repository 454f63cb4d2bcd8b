/** How much CPU simulated pods use, and how much they ask for. Pure. */
import type { KubeObject } from '../../../kube/types.ts';
import { type BusyPod, type Container, lastingContainers, type Unknown } from './autoscaler.ts';
import { millicoresOf } from './millicores.ts';

/** Thousandths of a core by the name of the pod. */
export type Figures = ReadonlyMap<string, number>;

/** What a pod uses in millicores, if anybody knows. */
export type Measure = (pod: KubeObject) => number | undefined;

const ANNOTATION = 'sluice.dev/sim-cpu';
const MOST = 10 ** 12;

/** Of whole pods. Only what runs is measured. */
export function usages(pods: readonly BusyPod[], measure: Measure): Figures | Unknown {
  const found = new Map<string, number>();
  for (const pod of pods) {
    if (pod.status?.phase !== 'Running') continue;
    const usage = usageOf(pod, measure);
    if (typeof usage === 'object') return usage;
    if (usage !== undefined) found.set(pod.metadata.name, usage);
  }
  return found;
}

/** Of the pods' containers of that name. */
export function parts(pods: readonly BusyPod[], usage: Figures, container: string): Figures {
  const found = new Map<string, number>();
  for (const pod of pods) {
    const whole = usage.get(pod.metadata.name);
    const part = whole === undefined ? undefined : partOf(pod, container, whole);
    if (part !== undefined) found.set(pod.metadata.name, part);
  }
  return found;
}

/** What people write on the pod counts before what is measured. */
function usageOf(pod: BusyPod, measure: Measure): number | Unknown | undefined {
  const text = pod.metadata.annotations?.[ANNOTATION];
  if (text === undefined) {
    const measured = measure(pod);
    return measured === undefined || !(measured >= 0) ? undefined : Math.min(Math.ceil(measured), MOST);
  }
  const said = millicoresOf(text);
  if (said !== undefined) return said;
  const shown = JSON.stringify(text.slice(0, 100));
  return { problem: `annotation ${ANNOTATION} of pod ${pod.metadata.name}: ${shown} is no amount of CPU such as 250m` };
}

/** A pod is measured as a whole: its containers are taken to use it as they ask for it, or alike if none asks. */
function partOf(pod: BusyPod, name: string, usage: number): number | undefined {
  const all = lastingContainers(pod);
  const one = all.find((container) => container.name === name);
  if (!one) return undefined;
  const sum = all.reduce((total, container) => total + (requestOf(container) ?? 0), 0);
  return Math.round(sum === 0 ? usage / all.length : (usage * (requestOf(one) ?? 0)) / sum);
}

/** All must say what they ask for, even pods that do not count otherwise. */
export function requests(pods: readonly BusyPod[], container: string | undefined): Figures | Unknown {
  const found = new Map<string, number>();
  for (const pod of pods) {
    let sum = 0;
    for (const one of lastingContainers(pod)) {
      if (container !== undefined && container !== one.name) continue;
      const request = requestOf(one);
      if (request === undefined)
        return { problem: `missing request for cpu in container ${one.name} of Pod ${pod.metadata.name}` };
      sum += request;
    }
    found.set(pod.metadata.name, sum);
  }
  return found;
}

const requestOf = ({ resources }: Container): number | undefined => millicoresOf(resources?.requests?.['cpu']);
