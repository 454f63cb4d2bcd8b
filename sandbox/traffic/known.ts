/** What the gateway knows of a cluster: routes, Services, their addresses and the pods behind them. */
import { ApiClient } from '../../kube/api.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import { kindKey } from '../../kube/cluster.ts';
import { Informer, type InformerOptions } from '../../kube/informer.ts';
import type { Change, View } from '../../kube/store.ts';
import type { Transport } from '../../kube/transport.ts';
import type { Trim } from '../../kube/trim.ts';
import { type KubeObject, type Meta, nameOf, type Resource } from '../../kube/types.ts';
import { DEFINITIONS, ENDPOINTS, PODS, SERVICES } from '../controllers/workloads.ts';
import type { SimulatedPod } from '../nodes/pod.ts';
import type { EndpointsObject, ServiceObject } from './addresses.ts';
import type { Problem, Route, Source } from './routes/route.ts';
import { ROUTING_KINDS, routesOf } from './routes/routes-of.ts';

export interface KnownOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly onPod: (change: Change) => void;
  /** A routing object or a Service has changed. */
  readonly onRouting: (change: Change) => void;
}

export interface RouteTable {
  readonly outside: readonly Route[];
  readonly mesh: readonly Route[];
  readonly problems: readonly Problem[];
  /** The routing objects themselves, by `sourceKey`. */
  readonly objects: ReadonlyMap<string, KubeObject>;
}

interface Definition extends KubeObject {
  readonly spec: { readonly group: string; readonly plural: string };
}

/** Of a definition of kinds the little that is looked at: its schemas are large. */
const definedKind: Trim = (object) => {
  const { apiVersion, kind, metadata, spec } = object as KubeObject & {
    readonly spec: { readonly group: string; readonly names: { readonly plural: string } };
  };
  const { name, uid, resourceVersion } = metadata;
  const kept = { name, uid, resourceVersion } as Meta;
  const trimmed: Definition = {
    apiVersion,
    kind,
    metadata: kept,
    spec: { group: spec.group, plural: spec.names.plural },
  };
  return trimmed;
};

const isBuiltIn = ({ apiVersion }: Resource): boolean => apiVersion === 'networking.k8s.io/v1';

const place = (namespace: string, name: string): string => nameOf({ namespace, name });

export class Known {
  readonly #informers = new Map<string, Informer>();
  readonly #started = new Set<Informer>();
  readonly #mesh: readonly Informer[];
  #isStopped = false;
  /** Undefined if something has changed since. */
  #table: RouteTable | undefined;

  constructor({ transport, clock, random, onPod, onRouting }: KnownOptions) {
    const client = new ApiClient({ transport, clock, random });
    const follow = (resource: Resource, more: Pick<InformerOptions, 'onChange' | 'indexes' | 'trim'>) => {
      const informer = new Informer({ client, clock, random, resource, ...more });
      this.#informers.set(kindKey(resource), informer);
    };
    follow(PODS, { onChange: onPod, indexes: { address: addressOf } });
    follow(ENDPOINTS, {});
    follow(SERVICES, { onChange: onRouting });
    follow(DEFINITIONS, { onChange: ({ after }) => this.#startDefined(after), trim: definedKind });
    const onChange = (change: Change) => {
      this.#table = undefined;
      onRouting(change);
    };
    for (const resource of ROUTING_KINDS) follow(resource, { onChange });
    const ofMesh = ROUTING_KINDS.filter(({ kind }) => kind === 'VirtualService');
    this.#mesh = ofMesh.flatMap((resource) => this.#informers.get(kindKey(resource)) ?? []);
  }

  /** Most kinds of routes are not there; those that somebody has to define are asked for once that is done. */
  start(): void {
    const first = [PODS, ENDPOINTS, SERVICES, DEFINITIONS, ...ROUTING_KINDS.filter(isBuiltIn)];
    for (const resource of first) this.#start(resource);
  }

  #startDefined(definition: KubeObject | undefined): void {
    if (!definition) return;
    const { group, plural } = (definition as Definition).spec;
    for (const resource of ROUTING_KINDS)
      if (resource.plural === plural && resource.apiVersion.startsWith(`${group}/`)) this.#start(resource);
  }

  #start(resource: Resource): void {
    const informer = this.#informers.get(kindKey(resource));
    if (!informer || this.#isStopped) return;
    this.#started.add(informer);
    informer.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#informers.values()].map((informer) => informer.stop()));
  }

  /** Every kind has been seen, or is known not to be there. */
  get isComplete(): boolean {
    return [...this.#started].every(({ hasListed, state }) => hasListed || state === 'missing');
  }

  get routes(): RouteTable {
    this.#table ??= tableOf(this.#routing());
    return this.#table;
  }

  /** Whether there is a mesh, whose proxies measure each request. */
  get hasMesh(): boolean {
    return this.#mesh.some(({ hasListed }) => hasListed);
  }

  service(namespace: string, name: string): ServiceObject | undefined {
    return this.#view(SERVICES).get(place(namespace, name));
  }

  endpoints(namespace: string, name: string): EndpointsObject | undefined {
    return this.#view(ENDPOINTS).get(place(namespace, name));
  }

  podAt(ip: string): SimulatedPod | undefined {
    return this.#view(PODS).by('address', ip)[0];
  }

  #view(resource: Resource): View {
    const informer = this.#informers.get(kindKey(resource));
    if (!informer) throw new Error(`${kindKey(resource)} is not watched`);
    return informer.view;
  }

  /** A server shows the same object in each version of its group. */
  #routing(): readonly KubeObject[] {
    const byUid = new Map<string, KubeObject>();
    for (const resource of ROUTING_KINDS) {
      for (const object of this.#view(resource).all()) {
        const key =
          object.metadata.uid ?? `${kindKey(object)} ${place(object.metadata.namespace ?? '', object.metadata.name)}`;
        if (!byUid.has(key)) byUid.set(key, object);
      }
    }
    return [...byUid.values()];
  }
}

export const sourceKey = ({ kind, namespace, name }: Source): string => `${kind} ${namespace}/${name}`;

function tableOf(objects: readonly KubeObject[]): RouteTable {
  const { routes, problems } = routesOf(objects);
  const key = ({ kind, metadata: { namespace = '', name } }: KubeObject) => sourceKey({ kind, namespace, name });
  const named = new Map(objects.map((object) => [key(object), object]));
  return {
    objects: named,
    problems,
    outside: routes.filter(({ isMesh }) => !isMesh),
    mesh: routes.filter(({ isMesh }) => isMesh),
  };
}

const addressOf = ({ status }: SimulatedPod): readonly string[] => (status?.podIP === undefined ? [] : [status.podIP]);
