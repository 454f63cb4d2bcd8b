/** An Ingress of Skipper's: paths that are there for several Services, and an annotation with what each Service gets. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { leasedPatch } from '../leased-patch.ts';
import { leasedBy } from '../leases.ts';
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import type { Observed, Place, Rendered, Shown, Split } from '../router.ts';
import type { Steering } from '../rules/steering.ts';

const WEIGHTS = 'zalando.org/backend-weights';
const LEASE = `metadata.annotations[${WEIGHTS}]`;
/** Paths have no weights; at the end, this tells whose weights the annotation holds. */
const SERVICES =
  /^spec\.rules\[http\.paths\.backend\.service\.name=([^\]]*)\]\.http\.paths\[backend\.service\.name=([^\]]*)\]\.weight$/;

function servicesLease({ stableService, canaryService }: Place): string {
  return `spec.rules[http.paths.backend.service.name=${stableService}].http.paths[backend.service.name=${canaryService}].weight`;
}

interface Ingress extends KubeObject {
  readonly spec?: unknown;
}

export const ingress: Steering = {
  isForRequests: false,
  unfit: (place, object) => problemIn(place, object),
  observed,
  render,
  release,
};

interface Group {
  readonly where: string;
  readonly services: readonly string[];
}

/** All paths of one host and path divide its requests. */
function groupsIn({ spec }: Ingress): readonly Group[] {
  return recordsOf(fieldsOf(spec)['rules']).flatMap((rule, index) => {
    const paths = recordsOf(fieldsOf(rule['http'])['paths']);
    const groups = new Map<string, string[]>();
    for (const path of paths) {
      const key = String(path['path'] ?? '/');
      groups.set(key, [...(groups.get(key) ?? []), serviceOf(path)]);
    }
    return [...groups].map(([key, services]) => ({ where: `${key} in rule ${index + 1}`, services }));
  });
}

function serviceOf({ backend }: Fields): string {
  const { name } = fieldsOf(fieldsOf(backend)['service']);
  return typeof name === 'string' ? name : '';
}

function weightsIn({ metadata }: KubeObject): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(metadata.annotations?.[WEIGHTS] ?? '{}'));
  } catch {
    return {};
  }
}

function problemIn({ stableService, canaryService }: Place, object: Ingress): string | undefined {
  const groups = groupsIn(object).filter(({ services }) => services.includes(stableService));
  if (groups.length === 0) return `has no rules using service ${stableService} backend`;
  const lacking = groups.find(({ services }) => !services.includes(canaryService));
  return lacking && `has no path ${lacking.where} for service ${canaryService}`;
}

function problemsIn(place: Place, object: Ingress): readonly string[] {
  const problem = problemIn(place, object);
  return problem === undefined ? [] : [`${titleOf(object)} ${problem}`];
}

function titleOf(object: KubeObject): string {
  return `Ingress ${nameOf(refOf(object))}`;
}

function observed(place: Place, object: Ingress): Observed {
  const groups = groupsIn(object).filter(({ services }) => services.includes(place.stableService));
  return {
    shown: groups.map((group) => shownBy(group, place, object)),
    routes: [],
    problems: problemsIn(place, object),
  };
}

/** Services share alike where none of them has any weight. */
function shownBy({ where, services }: Group, { stableService, canaryService }: Place, object: Ingress): Shown {
  const all = weightsIn(object);
  const own = (service: string) => numberOr0(all[service]);
  const isEven = services.every((service) => own(service) === 0);
  const weightOf = (service: string) => (services.includes(service) ? (isEven ? 1 : own(service)) : 0);
  const weights = { [canaryService]: weightOf(canaryService), [stableService]: weightOf(stableService) };
  const of = weightOf(canaryService) + weightOf(stableService);
  return { where: `${where} of ${titleOf(object)}`, weights, of };
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

function render(place: Place, { destinations }: Split, object: Ingress): Rendered {
  const problems = problemsIn(place, object);
  // Where the canary has no path, weights would be promises that nobody keeps.
  if (problems.length > 0) return { actions: [], notices: [], problems };
  const weights = Object.fromEntries(destinations.map(({ service, weight }) => [service, weight]));
  const canary = destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
  const because = `canary weight ${weightsIn(object)[place.canaryService] ?? 'none'} -> ${canary} in ${titleOf(object)}`;
  return patched(place, object, { weights, leases: [LEASE, servicesLease(place)], because });
}

/** What the annotation said before is not known: stable gets all that both had. */
function release(place: Place, object: Ingress): Rendered {
  const leased = leasedBy(place.uid, object);
  // Other routers lease in Ingresses, too.
  if (!leased.includes(LEASE)) return { actions: [], notices: [], problems: [] };
  const [, stable, canary] = leased.flatMap((path) => SERVICES.exec(path) ?? []);
  const all = weightsIn(object);
  const isKnown = stable !== undefined && canary !== undefined;
  const total = isKnown ? numberOr0(all[stable]) + numberOr0(all[canary]) || 100 : 0;
  const weights = isKnown ? { [canary]: 0, [stable]: total } : {};
  return patched(place, object, { weights, leases: [], because: `stable alone in ${titleOf(object)}` });
}

interface Wanted {
  readonly weights: Readonly<Record<string, number>>;
  readonly leases: readonly string[];
  readonly because: string;
}

function patched(place: Place, object: Ingress, { weights, ...change }: Wanted): Rendered {
  const all = weightsIn(object);
  const isShown = Object.entries(weights).every(([service, weight]) => all[service] === weight);
  const annotations = isShown ? {} : { [WEIGHTS]: JSON.stringify({ ...all, ...weights }) };
  return { actions: leasedPatch(place, object, { ...change, annotations }), notices: [], problems: [] };
}
