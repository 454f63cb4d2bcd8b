/** The requests of the stock kubectl plugin, sent between any two writes of the controller: none is lost. */
import { describe, expect, it } from 'vitest';
import type { RolloutObject, RolloutStatus } from '../../controller/rollout/objects.ts';
import { definitions } from '../../crds/definitions.ts';
import type { ApiClient } from '../../kube/api.ts';
import type { Transport } from '../../kube/transport.ts';
import { type Program, Simulation } from '../../sandbox/simulation/simulation.ts';
import { sluice } from './take-over.testkit.ts';

/** Longer than pods take to be ready. */
const QUIET = 5_000;
const LABELS = { app: 'web' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'default', name: 'web' };
const PLUGIN = { fieldManager: 'kubectl-argo-rollouts' };
const containers = (image: string) => [{ name: 'main', image }];
/** Nothing is over before somebody says so. */
const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];

const rollout = {
  ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: REF.namespace } },
  spec: {
    replicas: 4,
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: containers('web:1') } },
    strategy: { canary: { steps: STEPS } },
  },
};

/** What somebody does, as the plugin writes it. */
type Request = (client: ApiClient, now: RolloutObject) => Promise<unknown>;

const status =
  (change: object): Request =>
  (client) =>
    client.patch(REF, { merge: { status: change } }, { ...PLUGIN, subresource: 'status' });

const spec =
  (change: object): Request =>
  (client) =>
    client.patch(REF, { merge: { spec: change } }, PLUGIN);

const RELEASE = spec({ template: { spec: { containers: containers('web:2') } } });
const ABORT = status({ abort: true });
const RETRY = status({ abort: false });

const FULL = status({ promoteFull: true });
const SCALE = spec({ replicas: 8 });
const skipTo = (currentStepIndex: number) => status({ currentStepIndex });

/** As a promotion without flags is decided: an end of the pause if there is one, else of the step. */
const PROMOTE: Request = (client, now) => {
  const { pauseConditions = [], currentStepIndex = 0 } = now.status ?? {};
  const step = { currentStepIndex: Math.min(currentStepIndex + 1, STEPS.length) };
  return status({ pauseConditions: null, ...(pauseConditions.length === 0 && step) })(client, now);
};

const rolloutIn = (simulation: Simulation) => simulation.objects('rollouts.argoproj.io')[0] as unknown as RolloutObject;

/** A write that matters: neither leases nor Events. */
const isWrite = ({ method, path }: { readonly method: string; readonly path: string }) =>
  method !== 'GET' && !/\/(leases|events)(\/|\?|$)/.test(path);

interface Case {
  /** Before anything is asked. */
  readonly before?: readonly Request[];
  /** What has the controller write. */
  readonly begin: Request;
  readonly request: Request;
  readonly expected: Partial<RolloutStatus>;
}

/** The controller, and somebody who is faster than one of its writes. */
class Scene {
  readonly simulation = new Simulation({ seed: 1, objects: [...definitions(), rollout] });
  readonly #client = this.simulation.client('user');
  /** Before which of the writes that follow something happens, and what. */
  #interruption: { after: number; readonly act: () => Promise<unknown> } | undefined;
  writes = 0;
  /** What was known when somebody was faster. */
  seen: RolloutStatus | undefined;

  constructor() {
    const program: Program = ({ transport, machine }) => sluice()({ transport: this.#interrupted(transport), machine });
    this.simulation.startCluster();
    this.simulation.run('sluice', program);
  }

  get now(): RolloutObject {
    return rolloutIn(this.simulation);
  }

  async ask(request: Request): Promise<void> {
    await this.simulation.finish(request(this.#client, this.now));
  }

  /** Once the controller has written so often. */
  askAfter(writes: number, request: Request): void {
    this.writes = 0;
    this.#interruption = {
      after: writes,
      act: () => {
        this.seen = this.now.status;
        return request(this.#client, this.now);
      },
    };
  }

  /** Until nothing is written any more. */
  async rest(): Promise<void> {
    for (let before = -1; before !== this.writes; ) {
      before = this.writes;
      await this.simulation.advance(QUIET);
    }
  }

  readonly #interrupted =
    (transport: Transport): Transport =>
    async (request) => {
      if (!isWrite(request)) return transport(request);
      if (this.#interruption?.after === this.writes) {
        const { act } = this.#interruption;
        this.#interruption = undefined;
        await act();
      }
      this.writes++;
      return transport(request);
    };
}

async function played({ before = [], begin, request }: Case, after: number): Promise<Scene> {
  const scene = new Scene();
  await scene.rest();
  for (const one of before) {
    await scene.ask(one);
    await scene.rest();
  }
  scene.askAfter(after, request);
  await scene.ask(begin);
  await scene.rest();
  return scene;
}

/** Until the status tells of a revision, whoever asks means the one before. */
const isTold = ({ currentPodHash, stableRS }: RolloutStatus): boolean => currentPodHash !== stableRS;

describe('a request of the stock plugin is not lost:', () => {
  const aborted: RolloutStatus = { abort: true, phase: 'Degraded' };
  const atPause = (currentStepIndex: number): RolloutStatus => ({ phase: 'Paused', currentStepIndex });
  const held: RolloutStatus = { phase: 'Paused', message: 'manually paused' };

  it.each<[what: string, one: Case]>([
    ['abort of what begins', { begin: RELEASE, request: ABORT, expected: aborted }],
    ['abort of what goes on', { before: [RELEASE], begin: PROMOTE, request: ABORT, expected: aborted }],
    ['promote', { before: [RELEASE], begin: SCALE, request: PROMOTE, expected: atPause(3) }],
    ['promote -c', { before: [RELEASE], begin: SCALE, request: skipTo(2), expected: atPause(3) }],
    ['promote -a', { before: [RELEASE], begin: SCALE, request: skipTo(STEPS.length), expected: { phase: 'Healthy' } }],
    ['promote --full of what begins', { begin: RELEASE, request: FULL, expected: { phase: 'Healthy' } }],
    [
      'promote --full of what is aborted',
      { before: [RELEASE], begin: ABORT, request: FULL, expected: { phase: 'Healthy' } },
    ],
    ['retry', { before: [RELEASE], begin: ABORT, request: RETRY, expected: atPause(1) }],
    ['pause', { begin: RELEASE, request: spec({ paused: true }), expected: held }],
  ])('%s', async (_, one) => {
    let times = 0;
    for (let after = 0; ; after++) {
      const { seen, now } = await played(one, after);
      if (!seen) break;
      if (!isTold(seen)) continue;
      times++;
      expect({ after, ...now.status }).toMatchObject({ after, ...one.expected });
    }
    expect(times).toBeGreaterThan(1);
  });
});
