/** The Service of a template's pods, under the ports of their containers or those of whoever sends requests. */
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { ownerReference } from '../analysis/ownership.ts';
import { type ExperimentObject, SERVICE_PORTS } from '../experiment-contract.ts';
import { SERVICES, type Service, type ServicePort } from './objects.ts';
import { marksOf, newReplicaSet } from './replica-set.ts';
import type { Snapshot, TemplateSight } from './snapshot.ts';

export const serviceNameOf = ({ spec, replicaSetName }: TemplateSight): string => spec.service?.name || replicaSetName;

/** Undefined if there is no port for requests. */
export function newService({ object }: Pick<Snapshot, 'object'>, sight: TemplateSight): Service | undefined {
  const ports = portsOf(object, sight.spec.template ?? {});
  if (ports.length === 0) return undefined;
  const { metadata } = sight.replicaSet ?? newReplicaSet({ object }, sight);
  return {
    ...{ apiVersion: SERVICES.apiVersion, kind: SERVICES.kind },
    metadata: {
      ...{ name: serviceNameOf(sight), namespace: object.metadata.namespace ?? '' },
      annotations: marksOf(object, sight.spec),
      ownerReferences: [ownerReference(object)],
    },
    spec: { selector: { ...metadata.labels }, ports },
  };
}

interface ContainerPort {
  readonly name?: string;
  readonly containerPort?: number;
  readonly protocol?: string;
}

/** Each number once. Where there are several ports all of them need names, each its own. */
function portsOf(object: ExperimentObject, { spec }: PodTemplate): readonly ServicePort[] {
  const asked = portsAsked(object);
  if (asked.length > 0) return asked;
  const containers = (spec?.containers ?? []) as readonly { readonly ports?: readonly ContainerPort[] }[];
  const all = containers.flatMap(({ ports = [] }) => ports.flatMap(servicePort));
  const keyOf = ({ port, protocol = 'TCP' }: ServicePort) => `${port}/${protocol}`;
  const unique = all.filter((one, index) => all.findIndex((other) => keyOf(other) === keyOf(one)) === index);
  if (unique.length === 1) return unique;
  const isFree = (name: string, index: number) => unique.findIndex((one) => one.name === name) === index;
  return unique.map((one, index) =>
    one.name !== undefined && isFree(one.name, index) ? one : { ...one, name: portName(one) },
  );
}

const portName = ({ port, protocol = 'TCP' }: ServicePort): string => `${protocol.toLowerCase()}-${port}`;

const servicePort = ({ name, containerPort: port, protocol }: ContainerPort): readonly ServicePort[] =>
  port === undefined ? [] : [{ ...(name && { name }), port, targetPort: port, ...(protocol && { protocol }) }];

/** What is no list of ports is nothing. */
function portsAsked({ metadata }: ExperimentObject): readonly ServicePort[] {
  const text = metadata.annotations?.[SERVICE_PORTS];
  const list = text === undefined || text.length > MOST_CHARACTERS ? [] : parsed(text);
  return (Array.isArray(list) ? list : []).flatMap((one: Partial<ServicePort> | null) => {
    const { name, port, targetPort, protocol } = one ?? {};
    if (!Number.isInteger(port)) return [];
    return [
      {
        ...{ port: Number(port), targetPort: targetPort ?? Number(port) },
        ...(typeof name === 'string' && { name }),
        ...(typeof protocol === 'string' && { protocol }),
      },
    ];
  });
}

const MOST_CHARACTERS = 10_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
