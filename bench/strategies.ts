/** Rollouts for benches, and the fewest writes that an update of one can do with. */
import { ROLLOUTS } from './sides.ts';

export interface Strategy {
  readonly name: string;
  readonly hasServices: boolean;
  readonly of: (name: string) => object;
  /** What a spec holds for this version of the image. */
  readonly template: (version: string) => object;
  /** Writes of an update. */
  readonly minimum: number;
  readonly formula: string;
}

const WEIGHTS = [20, 40, 60, 80];
const OLD_PODS_STAY = 2;

const template = (version: string) => ({
  spec: { containers: [{ name: 'web', image: `registry.local/web:${version}` }] },
});

export const canary: Strategy = {
  name: 'canary',
  hasServices: false,
  of: () => ({ canary: { steps: WEIGHTS.map((setWeight) => ({ setWeight })) } }),
  template,
  // Each weight, and the promotion, is one size of either revision.
  minimum: 2 * (WEIGHTS.length + 1) + 1 + (WEIGHTS.length + 3),
  formula: `2 sizes x ${WEIGHTS.length + 1}, 1 revision, statuses: begun, ${WEIGHTS.length} steps, promoted, healthy`,
};

export const blueGreen: Strategy = {
  name: 'blue-green',
  hasServices: true,
  of: (name) => ({ blueGreen: { activeService: name, scaleDownDelaySeconds: OLD_PODS_STAY } }),
  template,
  minimum: 2 + 1 + 1 + 1 + 3,
  formula: '2 sizes, 1 selector, 1 deadline, 1 revision, statuses: begun, promoted, healthy',
};

export const rolloutNamed = (name: string, replicas: number, strategy: object) => ({
  apiVersion: ROLLOUTS.apiVersion,
  kind: ROLLOUTS.kind,
  name,
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, ...template('v1') },
    strategy,
  },
});

export const serviceFor = (name: string, app = name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  name,
  spec: { selector: { app }, ports: [{ port: 80 }] },
});
