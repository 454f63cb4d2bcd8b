/**
 * What a plugin was told for a Rollout, written down where it outlives the Rollout: in a Lease beside those of the
 * controller, whose holder is the Rollout. It is written before the plugin is told, and goes once that is taken back.
 */
import { createHash } from 'node:crypto';
import type { Client } from '../../kube/client.ts';
import { hasReason } from '../../kube/errors.ts';
import { LEASES } from '../../kube/lease.ts';
import { type KubeObject, type Resource, refOf } from '../../kube/types.ts';
import type { PluginCall } from './plugin-contract.ts';

export const PLUGIN_RECORDS: Resource = LEASES;

const LABEL = 'sluice.dev/record';
const VALUE = 'plugin';
/** All of them. */
export const RECORD_SELECTOR = `${LABEL}=${VALUE}`;
const TOLD = 'sluice.dev/told';
const WRITER = { fieldManager: 'sluice-rollout' };

/** What it takes to call the plugin once more. */
export interface PluginRecord {
  readonly plugin: string;
  readonly rollout: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly services: { readonly canary: string; readonly stable: string };
  readonly config: unknown;
}

interface Telling {
  readonly namespace: string;
  readonly owner: string;
  /** Of the call: the record changes with each. */
  readonly key: string;
}

export function recordFor({ plugin, body }: PluginCall, { namespace, owner, key }: Telling): KubeObject {
  const { rollout, services, config } = body as PluginRecord;
  const record: PluginRecord & { readonly key: string } = { plugin, rollout, services, config, key };
  const digest = createHash('sha256').update(`${owner} ${plugin}`).digest('hex').slice(0, 24);
  const metadata = {
    ...{ name: `plugin-${digest}`, namespace },
    ...{ labels: { [LABEL]: VALUE }, annotations: { [TOLD]: JSON.stringify(record) } },
  };
  const { apiVersion, kind } = PLUGIN_RECORDS;
  return { apiVersion, kind, metadata, spec: { holderIdentity: owner } } as KubeObject;
}

/** Undefined if it is none, or if nobody can read it. */
export function recordIn({ kind, metadata }: KubeObject): PluginRecord | undefined {
  const text = kind === PLUGIN_RECORDS.kind ? metadata.annotations?.[TOLD] : undefined;
  try {
    const record = text === undefined ? undefined : (JSON.parse(text) as Partial<PluginRecord> | null);
    const isWhole = record?.plugin && record.rollout?.uid && record.services?.stable;
    return isWhole ? (record as PluginRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** The uid of the Rollout for which it is. */
export function recordHolder(object: KubeObject): readonly string[] {
  const { rollout } = recordIn(object) ?? {};
  return rollout ? [rollout.uid] : [];
}

export async function writeRecord(client: Pick<Client, 'create' | 'patch'>, record: KubeObject): Promise<void> {
  try {
    await client.create(record, WRITER);
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error;
    const { annotations } = record.metadata;
    await client.patch(refOf(record), { merge: { metadata: { annotations } } }, WRITER);
  }
}
