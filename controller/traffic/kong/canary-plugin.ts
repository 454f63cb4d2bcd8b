/** A KongPlugin of type canary: Kong sends a percentage of the requests elsewhere than to the Service it stands at. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { leasedPatch } from '../leased-patch.ts';

import { fieldsOf } from '../records.ts';
import type { Observed, Place, Rendered, Split } from '../router.ts';
import type { Steering } from '../rules/steering.ts';

interface KongPlugin extends KubeObject {
  readonly plugin?: unknown;
  readonly disabled?: unknown;
  readonly config?: unknown;
}

const LEASE = 'config.percentage';
/** They choose by lists of consumers, whatever the percentage. */
const BY_LIST: readonly unknown[] = ['allow', 'deny'];

export const canaryPlugin: Steering = {
  isForRequests: false,
  unfit: problemIn,
  observed,
  render,
  release,
};

function titleOf(object: KubeObject): string {
  return `KongPlugin ${nameOf(refOf(object))}`;
}

function problemIn({ canaryService, rollout }: Place, { plugin, disabled, config }: KongPlugin): string | undefined {
  if (plugin !== 'canary') return 'is no canary plugin';
  if (disabled === true) return 'is disabled';
  const { upstream_host: host, hash } = fieldsOf(config);
  if (typeof host !== 'string') return 'names no upstream_host in its config';
  if (BY_LIST.includes(hash)) return `chooses by hash ${hash}, not by percentage`;
  // Either the name of the Service in the cluster, or Kong's own `web.shop.80.svc`.
  const [service, namespace = rollout.namespace] = host.split('.');
  const isCanary = service === canaryService && namespace === rollout.namespace;
  return isCanary ? undefined : `sends requests to ${host}, not to service ${canaryService}`;
}

function problemsIn(place: Place, object: KongPlugin): readonly string[] {
  const problem = problemIn(place, object);
  return problem === undefined ? [] : [`${titleOf(object)} ${problem}`];
}

/** Without a percentage, Kong goes by the clock. */
function observed(place: Place, object: KongPlugin): Observed {
  const problems = problemsIn(place, object);
  const { percentage } = fieldsOf(object.config);
  if (problems.length > 0 || typeof percentage !== 'number') return { shown: [], routes: [], problems };
  const weights = { [place.canaryService]: percentage, [place.stableService]: 100 - percentage };
  return { shown: [{ where: titleOf(object), weights, of: 100 }], routes: [], problems };
}

/** Of a plugin that sends requests to somebody else, none is asked for more. */
function render(place: Place, { destinations }: Split, object: KongPlugin): Rendered {
  const problems = problemsIn(place, object);
  if (problems.length > 0) return { actions: [], notices: [], problems };
  const percentage = destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
  const before = fieldsOf(object.config)['percentage'] ?? 'none';
  const because = `canary weight ${before} -> ${percentage} in ${titleOf(object)}`;
  return patched(place, object, { percentage, leases: [LEASE], because });
}

/** What is no canary plugin any more, or goes by the clock, is left to its user. */
function release(place: Place, object: KongPlugin): Rendered {
  const isSteered = object.plugin === 'canary' && typeof fieldsOf(object.config)['percentage'] === 'number';
  const because = `stable alone in ${titleOf(object)}`;
  return patched(place, object, { percentage: isSteered ? 0 : undefined, leases: [], because });
}

interface Wanted {
  readonly percentage: number | undefined;
  readonly leases: readonly string[];
  readonly because: string;
}

function patched(place: Place, object: KongPlugin, { percentage, ...change }: Wanted): Rendered {
  const isShown = percentage === undefined || fieldsOf(object.config)['percentage'] === percentage;
  const fields = isShown ? {} : { config: { percentage } };
  return { actions: leasedPatch(place, object, { ...change, fields }), notices: [], problems: [] };
}
