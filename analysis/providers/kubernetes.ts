/** Objects of the cluster itself: a field of any of them, such as what another controller says in its status. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { measuredAt } from './json-value.ts';
import type { MetricProvider } from './provider.ts';

type Config = NonNullable<Provider['kubernetes']>;

/** Milliseconds. */
const DEADLINE = 10_000;

export const kubernetes: MetricProvider<Config> = {
  type: 'Kubernetes',
  backend: () => 'kubernetes',
  deadline: () => DEADLINE,
  measure: async ({ apiVersion, kind, name, jsonPath }, asking) => {
    if (!(apiVersion && kind && name)) throw new Error('kubernetes needs apiVersion, kind and name');
    // What is measured is shown in the status.
    if (kind === 'Secret') throw new Error('kubernetes reads no Secrets');
    const object = await asking.read({ apiVersion, kind, name });
    if (!object) throw new Error(`${kind} ${name} is not there`);
    return measuredAt(jsonPath, object, `${kind} ${name}`);
  },
};
