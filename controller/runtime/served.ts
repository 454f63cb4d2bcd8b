/** What a cluster can do that another cannot: asked once, when the controller starts. */
import type { Client } from '../../kube/client.ts';
import { hasReason } from '../../kube/errors.ts';
import { groupOf, type Resource } from '../../kube/types.ts';
import { routingKinds } from '../traffic/driver.ts';

export interface Served {
  /** EndpointSlices; older clusters have Endpoints alone. */
  readonly hasSlices: boolean;
  /** What routers read, in versions that the cluster has. What it does not have may still come, and stays as it is. */
  readonly routing: readonly Resource[];
}

type Asked = Pick<Client, 'read'>;

export async function servedBy(client: Asked): Promise<Served> {
  const slices = await answered(client, '/apis/discovery.k8s.io/v1');
  const kinds = routingKinds();
  const groups = [...new Set(kinds.map(groupOf))];
  const found = (await Promise.all(groups.map((group) => kindsIn(client, group)))).flat();
  return { hasSlices: slices !== undefined, routing: kinds.map((one) => asFound(one, found)) };
}

interface Found {
  readonly kind: string;
  readonly apiVersion: string;
}

function asFound(resource: Resource, found: readonly Found[]): Resource {
  const served = found.filter((one) => one.kind === resource.kind && groupOf(one) === groupOf(resource));
  const isServed = served.some(({ apiVersion }) => apiVersion === resource.apiVersion);
  // The server names its best version first.
  return isServed || !served[0] ? resource : { ...resource, apiVersion: served[0].apiVersion };
}

async function kindsIn(client: Asked, group: string): Promise<readonly Found[]> {
  const { versions = [] } = ((await answered(client, `/apis/${group}`)) ?? {}) as {
    readonly versions?: readonly { readonly groupVersion: string }[];
  };
  const lists = versions.map(async ({ groupVersion: apiVersion }) => {
    const { resources = [] } = ((await answered(client, `/apis/${apiVersion}`)) ?? {}) as {
      readonly resources?: readonly { readonly kind: string }[];
    };
    return resources.map(({ kind }) => ({ kind, apiVersion }));
  });
  return (await Promise.all(lists)).flat();
}

/** Undefined if there is no such page. */
async function answered(client: Asked, path: string): Promise<unknown> {
  try {
    return await client.read(path);
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}
