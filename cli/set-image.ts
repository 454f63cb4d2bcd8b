/** `sluice set image`: another image for containers of a Rollout. */
import { Command, InvalidArgumentError } from 'commander';
import { hasReason } from '../kube/errors.ts';
import type { KubeObject } from '../kube/types.ts';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, type Connection, withClusterFlags } from './cluster.ts';
import { type NewImage, newImageOf, withImages } from './images.ts';
import { heldTemplate, isBelowSpec } from './pod-template.ts';
import { MANAGER } from './rollouts.ts';

const TRIES = 5;
const EXAMPLES = `
Examples:
  sluice set image storefront main=registry.example.com/shop:2.1 -n shop
  sluice set image storefront '*=registry.example.com/shop:2.1'`;

export const set = (): Command => new Command('set').description('change what a Rollout runs').addCommand(setImage());

const setImage = (): Command =>
  withClusterFlags(
    new Command('image')
      .description('another image for containers, in the workload if the Rollout refers to one')
      .argument('<rollout>', 'name of a Rollout')
      .argument('<images...>', "container=image; the container '*' stands for all", added)
      .addHelpText('after', EXAMPLES)
      .exitOverride()
      .showHelpAfterError('Try "sluice set image --help".'),
  ).action((name: string, images: readonly NewImage[], flags: ClusterFlags) =>
    changeEach(flags, { what: 'rollout', names: [name] }, async (connection) => {
      const { kind, metadata } = await patchImages(connection, name, images);
      return `${kind.toLowerCase()} "${metadata.name}" image updated`;
    }),
  );

function added(text: string, before: readonly NewImage[] = []): readonly NewImage[] {
  const image = newImageOf(text);
  if (image) return [...before, image];
  throw new InvalidArgumentError('It must be container=image.');
}

/** Lists are written whole: the version makes sure that they are still as they were read. */
async function patchImages(connection: Connection, name: string, images: readonly NewImage[]): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    const held = await heldTemplate(connection, name);
    const { holder, resourceVersion, template } = held;
    const change = { template: { spec: withImages(template, images) } };
    const merge = { metadata: { resourceVersion }, ...(isBelowSpec(held) ? { spec: change } : change) };
    try {
      return await connection.client.patch(holder, { merge }, MANAGER);
    } catch (error) {
      if (!hasReason(error, 'Conflict') || attempt === TRIES) throw error;
    }
  }
}
