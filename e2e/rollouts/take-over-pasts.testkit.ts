/** Where Rollouts may be when their controller changes. Hashes are those that the reference gave to these templates. */
import { type At, demo, type Left, type Legacy } from './take-over-before.testkit.ts';
import { abortedStatus, type Facts, healthyStatus, heldStatus, pausedStatus } from './take-over-statuses.testkit.ts';

/** Of the two templates. */
export interface Hashes {
  readonly blue: string;
  readonly yellow: string;
}

/** As computed up to 1.8. */
export const OLD: Hashes = { blue: '687d76d795', yellow: '6cf78c66c5' };
/** As computed from 1.9 on. */
export const NEW: Hashes = { blue: '5cd66ff7ff', yellow: '76ddfb4f47' };
/** The program was exchanged for its next release in the middle of the update. */
export const MIXED: Hashes = { blue: OLD.blue, yellow: NEW.yellow };

const STEPS = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: '10s' } }];
export const steps = (index: number) => ({ hash: '56494dffb5', index });

const nginx = (block: object = {}) => ({
  canary: {
    ...{ canaryService: 'demo-canary', stableService: 'demo-stable', steps: STEPS },
    trafficRouting: {
      nginx: { stableIngress: 'demo-stable', additionalIngressAnnotations: { 'canary-by-header': 'X-Canary' } },
    },
    ...block,
  },
});

export const weights = (canary: string, weight: number, stable: string) => ({
  weights: {
    canary: { podTemplateHash: canary, serviceName: 'demo-canary', weight },
    stable: { podTemplateHash: stable, serviceName: 'demo-stable', weight: 100 - weight },
  },
});

export const blueLeft = (hash: string, size: number, more: Partial<Left> = {}): Left => ({
  ...{ hash, number: 1, size, template: demo('blue') },
  ...more,
});
export const yellowLeft = (hash: string, size: number, more: Partial<Left> = {}): Left => ({
  ...{ hash, number: 2, size, template: demo('yellow') },
  ...more,
});

type Tell = (at: At, facts: Facts) => object;

const pausedCanary: Tell = (at, facts) => pausedStatus(at, facts, 'CanaryPauseStep');
const pausedBlueGreen: Tell = (at, facts) => pausedStatus(at, facts, 'BlueGreenPause');

export const told =
  (tell: Tell, facts: Omit<Facts, 'generation'>): Legacy['status'] =>
  (at, generation) =>
    tell(at, { ...facts, generation });

/** Behind ingress-nginx with a fifth of the requests, until somebody says more. */
export const pausedAtFirstStep = ({ blue, yellow }: Hashes, block: object = {}): Legacy => ({
  spec: { replicas: 5, template: demo('yellow'), strategy: nginx(block) },
  annotations: { team: 'shop' },
  revisions: [blueLeft(blue, 5), yellowLeft(yellow, 1)],
  services: { 'demo-canary': yellow, 'demo-stable': blue },
  weight: 20,
  status: told(pausedCanary, {
    ...{ current: yellow, stable: blue, pods: [6, 1], steps: steps(1) },
    canary: weights(yellow, 20, blue),
  }),
});

/** With a small stable revision and most of the requests. */
export const shrunken = ({ blue, yellow }: Hashes): Legacy => {
  const strategy = nginx({
    ...{ dynamicStableScale: true, steps: [{ setWeight: 60 }, { pause: {} }] },
  });
  return {
    spec: { replicas: 5, template: demo('yellow'), strategy },
    revisions: [blueLeft(blue, 2), yellowLeft(yellow, 3)],
    services: { 'demo-canary': yellow, 'demo-stable': blue },
    weight: 60,
    status: told(pausedCanary, {
      ...{ current: yellow, stable: blue, pods: [5, 3], steps: { hash: '59785d6645', index: 1 } },
      canary: weights(yellow, 60, blue),
    }),
  };
};

export const heldByHand = (hashes: Hashes): Legacy => {
  const { blue, yellow } = hashes;
  const { spec, ...past } = pausedAtFirstStep(hashes);
  return {
    ...past,
    spec: { ...spec, paused: true },
    status: told(heldStatus, {
      ...{ current: yellow, stable: blue, pods: [6, 1], steps: steps(2) },
      canary: weights(yellow, 20, blue),
    }),
  };
};

export const promoted = ({ blue, yellow }: Hashes): Legacy => ({
  spec: { replicas: 5, template: demo('yellow'), strategy: nginx() },
  revisions: [blueLeft(blue, 0), yellowLeft(yellow, 5)],
  services: { 'demo-canary': yellow, 'demo-stable': yellow },
  weight: 0,
  status: told(healthyStatus, {
    ...{ current: yellow, stable: yellow, pods: [5, 5], steps: steps(4) },
    canary: weights(yellow, 0, yellow),
  }),
});

/** The canary's pods stay for another five minutes, or for so many seconds. */
export const abortedCanary = ({ blue, yellow }: Hashes, deadline = 300): Legacy => ({
  spec: { replicas: 5, template: demo('yellow'), strategy: nginx({ abortScaleDownDelaySeconds: 400 }) },
  revisions: [blueLeft(blue, 5), yellowLeft(yellow, 3, { deadline })],
  services: { 'demo-canary': blue, 'demo-stable': blue },
  weight: 0,
  status: told(abortedStatus, {
    ...{ current: yellow, stable: blue, pods: [8, 3], steps: steps(0) },
    canary: weights(yellow, 0, blue),
  }),
});

/** Without a router: pods are the weights. */
export const basicCanary = ({ blue, yellow }: Hashes): Legacy => ({
  spec: {
    ...{ replicas: 4, template: demo('yellow') },
    strategy: {
      canary: { steps: [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '10s' } }] },
    },
  },
  revisions: [blueLeft(blue, 3), yellowLeft(yellow, 1)],
  status: told(pausedCanary, {
    ...{ current: yellow, stable: blue, pods: [4, 1], steps: { hash: '55bfd76497', index: 1 } },
  }),
});

const blueGreen = (block: object = {}) => ({
  blueGreen: { activeService: 'active', previewService: 'preview', autoPromotionEnabled: false, ...block },
});

const activeSelector = (hash: string) => `app=rollouts-demo,rollouts-pod-template-hash=${hash}`;

export const beforePromotion = ({ blue, yellow }: Hashes): Legacy => ({
  spec: { replicas: 3, template: demo('yellow'), strategy: blueGreen() },
  revisions: [blueLeft(blue, 3), yellowLeft(yellow, 3)],
  services: { active: blue, preview: yellow },
  status: told(pausedBlueGreen, {
    ...{ current: yellow, stable: blue, pods: [6, 3], serving: 3, selector: activeSelector(blue) },
    blueGreen: { activeSelector: blue, previewSelector: yellow },
  }),
});

/** The old pods stay for another five minutes. */
export const afterPromotion = ({ blue, yellow }: Hashes): Legacy => ({
  spec: { replicas: 3, template: demo('yellow'), strategy: blueGreen({ scaleDownDelaySeconds: 400 }) },
  revisions: [blueLeft(blue, 3, { deadline: 300 }), yellowLeft(yellow, 3)],
  services: { active: yellow, preview: yellow },
  status: told(healthyStatus, {
    ...{ current: yellow, stable: yellow, pods: [6, 3], serving: 3, selector: activeSelector(yellow) },
    blueGreen: { activeSelector: yellow, previewSelector: yellow },
  }),
});
