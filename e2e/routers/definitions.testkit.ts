/** The kinds that routers write to, installed as their projects publish them; after their documentation where they do not. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { definitions } from '../../crds/definitions.ts';
import { kubectl, noCluster } from '../cluster.testkit.ts';

const PUBLISHED = [
  'apisix-routes',
  'contour-httpproxies',
  'gateway-api-grpcroutes',
  'gateway-api-httproutes',
  'gateway-api-tcproutes',
  'gateway-api-tlsroutes',
  'istio-destinationrules',
  'istio-virtualservices',
  'kuma-meshhttproutes',
  'smi-trafficsplit',
  'traefik-traefikservices',
];
const WRITTEN = ['ambassador', 'app-mesh', 'gloo', 'kong', 'kuma', 'skipper'];
const OWN_FOLDER = join(import.meta.dirname, 'definitions');

const given = inject('cluster');
const published = join('missing' in given ? '' : (given.data ?? ''), 'crds');

/** Why tests that need the definitions are skipped, for their names. */
export const noDefinitions = noCluster ?? (existsSync(published) ? undefined : 'needs SLUICE_TEST_DATA');

/** Left in place for the tests that follow, and as it is where somebody else has installed it. */
export function installDefinitions(): void {
  const texts = [
    ...PUBLISHED.map((name) => readFileSync(join(published, `${name}.yaml`), 'utf8')),
    ...WRITTEN.map((name) => readFileSync(join(OWN_FOLDER, `${name}.yaml`), 'utf8')),
    // Traefik 2 has the same kind in a group that nobody publishes any more.
    readFileSync(join(published, 'traefik-traefikservices.yaml'), 'utf8').replaceAll(
      'traefik.io',
      'traefik.containo.us',
    ),
  ];
  const { ok, error } = kubectl(['create', '--validate=false', '-f', '-'], texts.join('\n---\n'));
  if (!ok) expect(error.split('\n').filter((line) => line !== '' && !line.includes('AlreadyExists'))).toEqual([]);
  const ours = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: definitions() });
  expect(kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], ours)).toMatchObject({ ok: true });
  expect(kubectl(['wait', '--for=condition=Established', 'crd', '--all'])).toMatchObject({ ok: true });
}
