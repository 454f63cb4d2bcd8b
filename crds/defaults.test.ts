import { describe, expect, it } from 'vitest';
import { ApplicationSpec } from './application/spec.ts';
import { completer } from './defaults.ts';
import { RolloutSpec } from './rollout/rollout.ts';

describe('completer', () => {
  const rollout = completer(RolloutSpec);
  const application = completer(ApplicationSpec);

  it('fills in what the schema documents, at every depth that exists', () => {
    const spec = rollout({ strategy: { canary: { steps: [{ setMirrorRoute: { name: 'm' } }] } } });
    expect(spec.replicas).toBe(1);
    expect(spec.progressDeadlineSeconds).toBe(600);
    expect(spec.strategy?.canary?.maxSurge).toBe('25%');
    expect(spec.strategy?.canary?.steps?.[0]?.setMirrorRoute?.percentage).toBe(100);
    expect(spec.strategy?.blueGreen).toBeUndefined();
    expect(spec.analysis).toBeUndefined();
  });

  it('keeps what is there, zero, false and unknown fields included', () => {
    const given = { replicas: 0, paused: false, template: { spec: { containers: [{ name: 'a' }] } }, strange: 1 };
    expect(rollout(given)).toMatchObject(given);
  });

  it('fills in the block of a short form but not its boolean', () => {
    expect(application({ syncPolicy: { automated: {} } }).syncPolicy?.automated).toMatchObject({
      enabled: true,
      prune: false,
    });
    expect(application({ syncPolicy: { automated: false } }).syncPolicy?.automated).toBe(false);
  });
});
