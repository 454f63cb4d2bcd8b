/** Mappings for tests. */
import { type AnyObject, frozen } from '../routers.testkit.ts';

export function mapping(spec: object = {}, more: { readonly name?: string; readonly labels?: object } = {}): AnyObject {
  const { name = 'web', ...metadata } = more;
  return frozen({
    apiVersion: 'getambassador.io/v3alpha1',
    kind: 'Mapping',
    metadata: { name, namespace: 'shop', resourceVersion: '1', ...metadata },
    spec: { hostname: '*', prefix: '/', service: 'demo-stable:80', ...spec },
  }) as AnyObject;
}
