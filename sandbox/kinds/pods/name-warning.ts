/** Warns of names that objects may have but that are no good as names of hosts. */
import type { ApiObject } from '../../api/object.ts';
import type { ClusterView } from '../kind.ts';
import { dnsLabel } from '../rules/names.ts';

export function warnOfName({ metadata }: ApiObject, cluster: ClusterView, use = 'Pod names and hostnames'): void {
  const wrong = dnsLabel(metadata.name);
  if (metadata.name === '' || wrong.length === 0) return;
  const advice = `which can result in surprising behavior; a DNS label is recommended: [${wrong.join(' ')}]`;
  cluster.warn(`metadata.name: this is used in ${use}, ${advice}`);
}
