/** Which owners have to look again because of something that is theirs, or that they could adopt. */
import type { View } from '../../kube/store.ts';
import { type KubeObject, nameOf, type Resource } from '../../kube/types.ts';
import { type LabelSelector, matches } from '../selectors/label-selector.ts';
import { controllerOf, isGoing, placeOf } from './workloads.ts';

/** Their keys; `owners` is what there is of the kind. */
export function concerned(one: KubeObject, { kind }: Resource, owners: View): readonly string[] {
  const controller = controllerOf(one);
  if (controller) return controller.kind === kind ? [nameOf({ ...placeOf(one), name: controller.name })] : [];
  if (isGoing(one)) return [];
  const { namespace = '', labels } = one.metadata;
  const others = [...owners.by('namespace', namespace)] as (KubeObject & { spec: { selector: LabelSelector } })[];
  return others.filter(({ spec }) => matches(spec.selector, labels)).map((owner) => nameOf(placeOf(owner)));
}
