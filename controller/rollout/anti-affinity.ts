/** Keeps pods of a new revision away from the nodes of the stable one, as long as both are there. */
import type { AntiAffinity } from '../../crds/rollout/strategy.ts';
import { HASH_LABEL } from './keys.ts';
import type { PodTemplate } from './objects.ts';
import type { Snapshot } from './snapshot.ts';

const TOPOLOGY = 'kubernetes.io/hostname';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

interface Term {
  readonly labelSelector?: {
    readonly matchExpressions?: readonly { readonly key?: string; readonly operator?: string }[];
  };
}

interface Weighted {
  readonly weight: number;
  readonly podAffinityTerm: Term;
}

interface PodAntiAffinity {
  readonly [REQUIRED]?: readonly Term[];
  readonly [PREFERRED]?: readonly Weighted[];
}

interface Affinity {
  readonly podAntiAffinity?: PodAntiAffinity;
}

type Spec = NonNullable<PodTemplate['spec']> & { readonly affinity?: Affinity };

/** The template with the term that is wanted now, in place of the one it may have from before. */
export function withAntiAffinity(template: PodTemplate, s: Pick<Snapshot, 'spec' | 'status' | 'hash' | 'object'>) {
  const wanted = (s.spec.strategy?.canary ?? s.spec.strategy?.blueGreen)?.antiAffinity;
  const stable = s.status.stableRS ?? '';
  if (!wanted || stable === '' || stable === s.hash) return template;
  const spec: Spec = template.spec ?? {};
  const bare = withoutOurs(spec.affinity?.podAntiAffinity ?? {});
  const podAntiAffinity = added(bare, wanted, termFor(stable, s.object.metadata.namespace ?? ''));
  return { ...template, spec: { ...spec, affinity: { ...spec.affinity, podAntiAffinity } } };
}

/** As it would be without us, for comparison with what the user wrote. */
export function withoutAntiAffinity(template: PodTemplate): PodTemplate {
  const { affinity, ...spec }: Spec = template.spec ?? {};
  const { podAntiAffinity, ...rest } = affinity ?? {};
  if (!podAntiAffinity) return template;
  const bare = withoutOurs(podAntiAffinity);
  const left = { ...rest, ...(Object.keys(bare).length > 0 && { podAntiAffinity: bare }) };
  return { ...template, spec: { ...spec, ...(Object.keys(left).length > 0 && { affinity: left }) } };
}

const termFor = (hash: string, namespace: string): Term & object => ({
  labelSelector: { matchExpressions: [{ key: HASH_LABEL, operator: 'In', values: [hash] }] as never },
  ...{ namespaces: [namespace], topologyKey: TOPOLOGY },
});

function added(bare: PodAntiAffinity, wanted: AntiAffinity, term: Term): PodAntiAffinity {
  const { [PREFERRED]: preferred } = wanted;
  if (!preferred) return { ...bare, [REQUIRED]: [...(bare[REQUIRED] ?? []), term] };
  const weighted = { weight: preferred.weight, podAffinityTerm: term };
  return { ...bare, [PREFERRED]: [...(bare[PREFERRED] ?? []), weighted] };
}

const isOurs = ({ labelSelector }: Term): boolean =>
  labelSelector?.matchExpressions?.some(({ key, operator }) => key === HASH_LABEL && operator === 'In') ?? false;

function withoutOurs({ [REQUIRED]: required, [PREFERRED]: preferred, ...rest }: PodAntiAffinity): PodAntiAffinity {
  const terms = required?.filter((term) => !isOurs(term)) ?? [];
  const weighted = preferred?.filter(({ podAffinityTerm }) => !isOurs(podAffinityTerm)) ?? [];
  return {
    ...rest,
    ...(terms.length > 0 && { [REQUIRED]: terms }),
    ...(weighted.length > 0 && { [PREFERRED]: weighted }),
  };
}
