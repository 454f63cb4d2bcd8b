/** Who owns whom, over all kinds, as last seen. */
import type { KubeObject, OwnerReference, Resource } from '../../../kube/types.ts';

export interface Node {
  readonly uid: string;
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly owners: readonly OwnerReference[];
  readonly isGoing: boolean;
  /** It goes once those of its dependents are gone that block it. */
  readonly isWaiting: boolean;
  /** It goes once its dependents are set free. */
  readonly isOrphaning: boolean;
}

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export function nodeOf(resource: Resource, { metadata }: KubeObject): Node {
  const { uid = '', namespace = '', name, ownerReferences: owners = [], finalizers = [], deletionTimestamp } = metadata;
  const isGoing = deletionTimestamp !== undefined;
  return {
    uid,
    resource,
    namespace,
    name,
    owners,
    isGoing,
    isWaiting: isGoing && finalizers.includes(FOREGROUND),
    isOrphaning: isGoing && finalizers.includes(ORPHAN),
  };
}

/** Whether nothing changed between an object and its owners. */
export const sameOwners = (one: Node | undefined, other: Node): boolean =>
  one !== undefined &&
  one.owners.length === other.owners.length &&
  one.owners.every((owner, index) => isSame(owner, other.owners[index]));

const isSame = (one: OwnerReference, other: OwnerReference | undefined): boolean =>
  one.uid === other?.uid && one.name === other.name && one.blockOwnerDeletion === other.blockOwnerDeletion;

/** Where a reference leads: two that name the same uid need not mean the same, since either may be wrong. */
export const targetOf = ({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): string =>
  [apiVersion, kind, namespace, name, uid].join(' ');

/** Whether this is what a reference from that namespace means. */
export const isMeant = ({ resource, ...node }: Node, owner: OwnerReference, namespace: string): boolean =>
  node.name === owner.name &&
  resource.kind === owner.kind &&
  resource.apiVersion === owner.apiVersion &&
  (!resource.namespaced || node.namespace === namespace);

/** Targets that are known to be gone; with their uid they never come back. */
const MOST_ABSENT = 500;

export class Graph {
  readonly #nodes = new Map<string, Node>();
  readonly #dependents = new Map<string, Set<string>>();
  readonly #absent = new Set<string>();

  get(uid: string): Node | undefined {
    return this.#nodes.get(uid);
  }

  dependents(uid: string): readonly Node[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((dependent) => this.#nodes.get(dependent) ?? []);
  }

  /** Returns what was there before. */
  put(node: Node): Node | undefined {
    const before = this.#nodes.get(node.uid);
    this.#nodes.set(node.uid, node);
    if (!sameOwners(before, node)) {
      this.#unlink(before);
      for (const { uid } of node.owners) this.#link(uid, node.uid);
    }
    return before;
  }

  remove(uid: string): Node | undefined {
    const before = this.#nodes.get(uid);
    this.#nodes.delete(uid);
    this.#unlink(before);
    return before;
  }

  isAbsent(target: string): boolean {
    return this.#absent.has(target);
  }

  markAbsent(target: string): void {
    this.#absent.add(target);
    if (this.#absent.size <= MOST_ABSENT) return;
    const [oldest] = this.#absent;
    if (oldest !== undefined) this.#absent.delete(oldest);
  }

  #link(owner: string, dependent: string): void {
    const known = this.#dependents.get(owner);
    if (known) known.add(dependent);
    else this.#dependents.set(owner, new Set([dependent]));
  }

  #unlink(node: Node | undefined): void {
    for (const { uid } of node?.owners ?? []) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(node?.uid ?? '');
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
  }
}
