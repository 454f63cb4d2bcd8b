import { describe, expect, it } from 'vitest';
import { KubeError } from '../../kube/errors.ts';
import type { KubeObject } from '../../kube/types.ts';
import { readConfig } from '../config.ts';
import { namespacesOf } from './namespaces.ts';

const found = () => Promise.resolve({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' } });
const missing = () => Promise.resolve(undefined);
const forbidden = () => Promise.reject(new KubeError('get', 403, { status: { reason: 'Forbidden' } }));

describe('namespacesOf', () => {
  it.each<[what: string, flags: string[], get: () => Promise<KubeObject | undefined>, control: string, leases: string]>(
    [
      ['argocd where its settings are', [], found, 'argocd', 'own'],
      ['its own elsewhere', [], missing, 'own', 'own'],
      ['its own where it may not look', [], forbidden, 'own', 'own'],
      ['what it is told', ['--control-namespace', 'a', '--lease-namespace', 'b'], found, 'a', 'b'],
    ],
  )('are %s', async (...[, flags, get, control, leases]) => {
    expect(await namespacesOf(readConfig(flags, {}), 'own', { get })).toEqual({ control, leases });
  });
});
