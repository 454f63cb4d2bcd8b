/** How the two sides of a comparison get to the same server. */
import { KubeConfig } from '@kubernetes/client-node';
import type { Access } from '../kube/access.ts';
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { httpTransport } from '../kube/http.ts';
import type { Resource } from '../kube/types.ts';

export const ROLLOUTS: Resource = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  plural: 'rollouts',
  namespaced: true,
};

export function ourClient(server: string): ApiClient {
  const credentials = { headers: { authorization: 'Bearer token' }, tls: { rejectUnauthorized: false } };
  const access: Access = {
    server,
    namespace: 'shop',
    credentials: () => Promise.resolve(credentials),
    invalidate: () => {},
  };
  return new ApiClient({ transport: httpTransport(access, { clock }).send, clock, random: Math.random }, [ROLLOUTS]);
}

export function theirConfig(server: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'feed', server, skipTLSVerify: true }],
    users: [{ name: 'feed', token: 'token' }],
    contexts: [{ name: 'feed', cluster: 'feed', user: 'feed' }],
    currentContext: 'feed',
  });
  return config;
}
