/** What an autoscaler resizes: any kind that has a scale. */
import { hasReason } from '../../../kube/errors.ts';
import { groupOf, type Resource } from '../../../kube/types.ts';
import type { ObjectReference } from '../../kinds/objects/autoscaler-spec.ts';
import { type Api, unlessMissing, wordsOf } from '../api.ts';
import type { Kinds } from '../kinds.ts';
import type { Scale, Unknown } from './autoscaler.ts';

export interface Target {
  readonly resource: Resource;
  readonly scale: Scale;
}

interface Needed {
  readonly api: Pick<Api, 'get' | 'scale'>;
  readonly kinds: () => Pick<Kinds, 'resources'>;
}

const NO_SCALE = 'the server could not find the requested resource';

export async function targetOf(
  { apiVersion = '', kind = '', name = '' }: ObjectReference,
  namespace: string,
  { api, kinds }: Needed,
): Promise<Target | Unknown> {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return { problem: `unexpected GroupVersion string: ${apiVersion}` };
  const group = groupOf({ apiVersion });
  // Whatever the version: a kind has one scale.
  const resource = kinds().resources.find((one) => one.kind === kind && groupOf(one) === group);
  if (!resource) return { problem: `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}` };
  const place = { namespace, name };
  try {
    return { resource, scale: (await api.scale(resource, place)) as Scale };
  } catch (error) {
    const hasNoScale = hasReason(error, 'NotFound') && (await unlessMissing(api.get(resource, place))) !== undefined;
    return { problem: hasNoScale ? NO_SCALE : wordsOf(error) };
  }
}
