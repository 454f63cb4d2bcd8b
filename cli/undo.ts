/** `sluice undo`: goes back to the pod template of an earlier revision. */
import { Command } from 'commander';
import type { ReplicaSet } from '../controller/rollout/objects.ts';
import { selectorText } from '../controller/rollout/status/selector.ts';
import { byController } from '../kube/ownership.ts';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, type Connection, withClusterFlags } from './cluster.ts';
import { type Held, heldTemplate, isBelowSpec } from './pod-template.ts';
import { MANAGER } from './rollouts.ts';
import { wholeNumber } from './whole-number.ts';

interface Flags extends ClusterFlags {
  readonly toRevision: number;
}

const REPLICA_SETS = { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true } as const;
const revision = wholeNumber(0, Number.MAX_SAFE_INTEGER);

export function undo(): Command {
  return withClusterFlags(
    new Command('undo')
      .description('go back to the pod template of an earlier revision')
      .argument('<rollout>', 'name of a Rollout')
      .option('--to-revision <number>', 'the revision, 0 for the one before the newest', revision, 0)
      .addHelpText('after', '\nExample:\n  sluice undo storefront --to-revision 3 -n shop'),
  ).action((name: string, { toRevision, ...flags }: Flags) =>
    changeEach(flags, { what: 'rollout', names: [name] }, (connection) => undone(connection, name, toRevision)),
  );
}

async function undone(connection: Connection, name: string, toRevision: number): Promise<string> {
  const { earlierTemplate } = await import('./earlier-template.ts');
  const held = await heldTemplate(connection, name);
  const replicaSets = await ownReplicaSets(connection, held);
  const { number, template, isCurrent } = earlierTemplate({ name, template: held.template, replicaSets, toRevision });
  if (isCurrent) return `skipped rollback (current template already matches revision ${number})`;
  const path = isBelowSpec(held) ? '/spec/template' : '/template';
  await connection.client.patch(held.holder, { json: [{ op: 'replace', path, value: template }] }, MANAGER);
  return `rollout '${name}' undo`;
}

async function ownReplicaSets({ client, namespace }: Connection, { rollout, selector }: Held) {
  const { uid = '' } = rollout.metadata;
  const found: ReplicaSet[] = [];
  for await (const { items } of client.list(REPLICA_SETS, { namespace, labelSelector: selectorText(selector) }))
    found.push(...(items.filter((one) => byController(one).includes(uid)) as ReplicaSet[]));
  return found;
}
