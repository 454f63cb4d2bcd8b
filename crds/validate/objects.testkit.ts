/** A valid Rollout for tests to break, one thing at a time. */

interface Written {
  spec: Record<string, unknown> & { strategy?: Record<string, unknown> };
}

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'registry.local/web:v1' }] },
};

export const rolloutWith = (spec: Readonly<Record<string, unknown>>): Written => ({
  spec: { selector: { matchLabels: { app: 'web' } }, template, strategy: { canary: {} }, ...spec },
});

export const canaryWith = (canary: object): Written => rolloutWith({ strategy: { canary } });

export const blueGreenWith = (blueGreen: object): Written =>
  rolloutWith({ strategy: { blueGreen: { activeService: 'live', ...blueGreen } } });

/** A canary with services, a router and one step. */
export const stepWith = (step: object, trafficRouting?: object): Written =>
  canaryWith({
    canaryService: 'canary',
    stableService: 'stable',
    ...(trafficRouting && { trafficRouting }),
    steps: [step],
  });
