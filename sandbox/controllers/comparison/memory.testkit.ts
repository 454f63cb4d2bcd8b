/** What a run has seen so far of what servers make up: names, hashes, uids. Each is told by a symbol. */
import type { KubeObject } from '../../../kube/types.ts';
import type { Snapshot } from './runner.testkit.ts';

export interface Memory {
  readonly namespace: string;
  readonly keepsNodes: boolean;
  /** Symbols of hashes. */
  readonly hashes: Map<string, string>;
  /** Names of what makes others by names of its own. */
  readonly makers: Set<string>;
  /** Kinds by uid. */
  readonly uids: Map<string, string>;
}

export const newMemory = (namespace: string, keepsNodes = false): Memory => ({
  ...{ namespace, keepsNodes },
  hashes: new Map(),
  makers: new Set(),
  uids: new Map(),
});

/** What is gone by now was told of. */
interface Told extends KubeObject {
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

const MAKERS = ['ReplicaSet', 'DaemonSet', 'Job', 'Service', 'CronJob'] as const;
const REVISIONS = ['ReplicaSet', 'ControllerRevision'] as const;
const HASH_LABELS = ['pod-template-hash', 'controller.kubernetes.io/hash', 'controller-revision-hash'] as const;

export function learn(memory: Memory, objects: Snapshot): void {
  const of = (kind: string) => objects[kind] ?? [];
  for (const { metadata } of MAKERS.flatMap(of)) memory.makers.add(metadata.name);
  for (const { involvedObject } of of('Event') as readonly Told[])
    if (MAKERS.some((kind) => kind === involvedObject.kind)) memory.makers.add(involvedObject.name);
  const revisions = REVISIONS.flatMap(of).toSorted((a, b) => revisionOf(a) - revisionOf(b));
  const hashes = revisions.flatMap(({ metadata }) => HASH_LABELS.flatMap((label) => metadata.labels?.[label] ?? []));
  for (const hash of hashes) memory.hashes.set(hash, memory.hashes.get(hash) ?? `<hash ${memory.hashes.size + 1}>`);
  for (const [kind, all] of Object.entries(objects))
    for (const { metadata } of all) memory.uids.set(metadata.uid ?? '', `<${kind}>`);
}

function revisionOf(object: KubeObject & { readonly revision?: number }): number {
  return object.revision ?? Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}

const TIME = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const ADDRESS = /\b10\.\d+\.\d+\.\d+\b/g;
const NODE = /\bsluice-node-\d\b/g;
const UID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

export function withSymbols(text: string, memory: Memory): string {
  const { namespace, keepsNodes, makers, uids } = memory;
  let result = text.replaceAll(namespace, '{ns}').replace(TIME, '<time>').replace(ADDRESS, '<address>');
  if (!keepsNodes) result = result.replace(NODE, '<node>');
  result = withHashes(
    result.replace(UID, (uid) => uids.get(uid) ?? '<uid>'),
    memory,
  );
  // The longest first: what a CronJob makes makes others.
  for (const maker of [...makers].sort((a, b) => b.length - a.length))
    result = withoutSuffix(result, withHashes(maker, memory));
  return result;
}

const withHashes = (text: string, { hashes }: Memory): string =>
  [...hashes].reduce((result, [hash, symbol]) => result.replaceAll(hash, symbol), text);

/** Five letters, or the time that a CronJob makes a name of: in minutes, in older clusters in seconds. */
const SUFFIX = /^-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|\d{8}|\d{10})(?!\w|-\w)/;

/** Names that `maker` has made up. */
function withoutSuffix(text: string, maker: string): string {
  const [head = '', ...tails] = text.split(maker);
  return [head, ...tails.map((tail) => tail.replace(SUFFIX, '-*'))].join(maker);
}
