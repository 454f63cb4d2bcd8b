/** Kong's canary plugin, held to the contract. */
import type { Case } from '../case.testkit.ts';
import { type AnyObject, frozen, routingBy } from '../routers.testkit.ts';

export function kongPlugin(config: object | undefined, more: object = {}): AnyObject {
  const metadata = { name: 'canary', namespace: 'shop', resourceVersion: '1' };
  return frozen({
    ...{ apiVersion: 'configuration.konghq.com/v1', kind: 'KongPlugin', metadata, plugin: 'canary' },
    ...more,
    ...(config && { config }),
  });
}

export const kongCase: Case = {
  routing: routingBy({ kong: { canaryPlugins: ['canary'] } }),
  objects: [kongPlugin({ upstream_host: 'demo-canary.shop.svc', upstream_port: 80, hash: 'none', start: 1 })],
};
