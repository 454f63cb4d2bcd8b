/** Takes away what a run made: releases what finalizers hold, and leaves the rest to the server. */
import { inParallel } from './parallel.testkit.ts';
import type { Stage } from './runner.testkit.ts';
import { answerOf } from './target.testkit.ts';

interface Found {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly finalizers?: readonly string[] };
}

const HELD = [
  '/api/v1/configmaps',
  '/api/v1/secrets',
  '/api/v1/services',
  '/api/v1/podtemplates',
  '/apis/apps/v1/deployments',
  '/apis/coordination.k8s.io/v1/leases',
] as const;
const WIDTH = 8;

export async function cleaned(stage: Stage, ids: readonly string[]): Promise<void> {
  const { target, run } = stage;
  const widgets = `/apis/${run}.example.com/v1/widgets`;
  for (const path of [...HELD, widgets]) await released(stage, path);
  const doomed = ids.map((id) => `/api/v1/namespaces/${run}-${id}`);
  doomed.push(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${run}.example.com`);
  await inParallel(doomed, WIDTH, (path) => answerOf(target, { verb: 'DELETE', path }));
}

async function released({ target, run }: Stage, path: string): Promise<void> {
  const { body } = await answerOf(target, { verb: 'GET', path });
  const { items = [] } = body as { items?: readonly Found[] };
  const held = items.filter(({ metadata }) => metadata.finalizers && metadata.namespace.includes(`${run}-`));
  const plural = path.slice(path.lastIndexOf('/') + 1);
  const headers = { 'content-type': 'application/merge-patch+json' };
  await inParallel(held, WIDTH, ({ metadata: { name, namespace } }) => {
    const own = `${path.slice(0, -plural.length)}namespaces/${namespace}/${plural}/${name}`;
    return answerOf(target, { verb: 'PATCH', path: own, headers, body: '{"metadata":{"finalizers":null}}' });
  });
}
