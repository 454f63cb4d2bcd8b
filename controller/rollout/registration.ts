/** Whether the pods behind a Service are targets of the target groups that are bound to it. */
import type { KubeObject } from '../../kube/types.ts';
import { fieldsOf, isRecord, listOf, recordsOf } from '../traffic/records.ts';
import type { Service } from './objects.ts';

/** A target group that is to have all ready addresses behind a Service. */
export interface Binding {
  readonly service: string;
  readonly arn: string;
  /** `10.0.0.1:8080` */
  readonly awaited: readonly string[];
}

/** Bindings of pods, by their addresses, to ports that the Service has. Others are not for us to judge. */
export function bindingsFor(
  service: Service,
  bindings: readonly KubeObject[],
  addresses: readonly KubeObject[],
): readonly Binding[] {
  const { name, namespace } = service.metadata;
  return bindings
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap((binding) => {
      const { targetGroupARN: arn, targetType, serviceRef } = fieldsOf((binding as { readonly spec?: unknown }).spec);
      const { name: bound, port } = fieldsOf(serviceRef);
      const found = portOf(service, port);
      if (bound !== name || targetType !== 'ip' || typeof arn !== 'string' || !found) return [];
      return [{ service: name, arn, awaited: readyTargets(addresses, String(found['name'] ?? '')) }];
    });
}

/** By number or by name. */
function portOf({ spec }: Service, wanted: unknown): Readonly<Record<string, unknown>> | undefined {
  const ports = recordsOf(fieldsOf(spec)['ports']);
  return ports.find(({ port, name }) => port === wanted || (name !== undefined && name === wanted));
}

/** From EndpointSlices, or from Endpoints. */
function readyTargets(objects: readonly KubeObject[], port: string): readonly string[] {
  const targets = objects.flatMap((object) => {
    const { endpoints, ports, subsets } = fieldsOf(object);
    const ready = recordsOf(endpoints).filter(({ conditions }) => fieldsOf(conditions)['ready'] !== false);
    const ips = ready.flatMap(({ addresses }) => listOf(addresses));
    const ofSubsets = recordsOf(subsets).flatMap((subset) => {
      const found = recordsOf(subset['addresses']).map(({ ip }) => ip);
      return joined(found, subset['ports'], port);
    });
    return [...joined(ips, ports, port), ...ofSubsets];
  });
  return [...new Set(targets)];
}

function joined(ips: readonly unknown[], ports: unknown, wanted: string): readonly string[] {
  const numbers = listOf(ports)
    .filter(isRecord)
    .filter(({ name }) => (name ?? '') === wanted);
  return numbers.flatMap(({ port }) => ips.map((ip) => `${String(ip)}:${String(port)}`));
}
