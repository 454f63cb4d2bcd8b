/** Services beside others, as the sandbox creates and updates them. */
import type { ApiObject } from '../../api/object.ts';
import { created, type Judged, kindCalled, updated } from './objects.testkit.ts';
import { type ServiceSpec, specOf } from './service-spec.ts';

export const kind = kindCalled('Service');
export const ports = [{ port: 80 }];
export const service = (spec: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', namespace: 'n', uid: 'u' },
  spec,
  ...more,
});
const other = (spec: ServiceSpec): ApiObject => ({ ...service(spec), metadata: { name: 'o', uid: 'o' } }) as ApiObject;
export const make = (spec: object, ...others: ServiceSpec[]): Judged =>
  created(kind, service(spec), 'n', { services: others.map(other) });
export const specOfMade = (spec: object, ...others: ServiceSpec[]): ServiceSpec => {
  const { object, error } = make(spec, ...others);
  if (!object) throw error;
  return specOf(object);
};

/** Updates what `old` becomes when it is created. */
export function change(old: object, next: object, ...others: ServiceSpec[]): Judged {
  const stored = created(kind, service(old), 'n').object;
  if (!stored) throw new Error('the old one was refused');
  return updated(kind, stored, service(next), { services: [stored, ...others.map(other)] });
}
