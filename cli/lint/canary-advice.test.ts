import { describe, expect, it } from 'vitest';
import { specReader } from '../../controller/rollout/completed.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { releaseAdvice } from './canary-advice.ts';

const completed = specReader();
const template = (...metrics: readonly object[]) =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'rate' },
    spec: { metrics },
  }) as never;
const found = {
  analysisTemplates: new Map([
    ['rate', template({ interval: '15s', count: 20 }, { interval: '1m', count: 1 }, {})],
    ['asked', template({ interval: '1m', count: '{{args.count}}' })],
    ['text', template({ interval: '1m', count: '6' })],
    ['empty', undefined],
  ]),
  clusterAnalysisTemplates: new Map([['wide', template({ interval: '5m', count: 2 })]]),
};

function advice(strategy: object, spec: object = {}): readonly string[] {
  const object = { spec: { strategy, ...spec } } as unknown as RolloutObject;
  return releaseAdvice({ written: object.spec.strategy, spec: completed(object), found }).map(({ message }) => message);
}

const pause = { pause: {} };
const judged = (more: object) => advice({ canary: { steps: [pause], ...more } });
const analysed = (templates: readonly object[], ...steps: readonly object[]) =>
  advice({ canary: { analysis: { templates }, steps } });
const rate = [{ templateName: 'rate' }];
const valued = (templateName: string) => ({ templates: [{ templateName }], args: [{ name: 'hash', value: '1' }] });
const short = (seconds: number, name: string, needs: number, index = 0) =>
  `spec.strategy.canary.analysis.templates[${index}]: the pauses end after ${seconds} s, "${name}" needs ${needs} s ` +
  '(interval * count): it will not be over';

describe('a release', () => {
  it.each<[sentence: string, advice: () => readonly string[]]>([
    ['that waits for somebody', () => judged({})],
    ['that keeps its pods after an abort', () => judged({ abortScaleDownDelaySeconds: 0 })],
    ['with an analysis step', () => advice({ canary: { steps: [{ analysis: { templates: rate } }] } })],
    ['with a rolling update', () => advice({ rollingUpdate: {} })],
    ['with blue and green', () => advice({ blueGreen: { activeService: 'web' } })],
    ['whose pauses suffice', () => analysed(rate, { pause: { duration: '4m' } }, { pause: { duration: 60 } })],
    ['that somebody ends', () => analysed(rate, { pause: { duration: '1m' } }, pause)],
    ['with a template that is elsewhere', () => analysed([{ templateName: 'other' }, { templateName: 'empty' }])],
    ['with a count that is an argument', () => analysed([{ templateName: 'asked' }])],
    ['that gives values to a template that is elsewhere', () => judged({ analysis: valued('other') })],
    ['with half of its pods missing', () => judged({ maxUnavailable: '50%' })],
  ])('%s is fine', (_, of) => expect(of()).toEqual([]));

  const unjudged = 'spec.strategy.canary: nobody judges it: there is no analysis, and no pause without a duration';

  it.each<[sentence: string, advice: () => readonly string[], message: string]>([
    ['without steps', () => advice({ canary: {} }), unjudged],
    ['with pauses that end', () => advice({ canary: { steps: [{ pause: { duration: '1h' } }] } }), unjudged],
    ['that is too short', () => analysed(rate, { pause: { duration: '4m' } }), short(240, 'rate', 300)],
    [
      'that is too short from where it is analysed',
      () =>
        advice({
          canary: {
            analysis: { templates: rate, startingStep: 1 },
            steps: [4, 4].map((n) => ({ pause: { duration: `${n}m` } })),
          },
        }),
      short(240, 'rate', 300),
    ],
    [
      'that is too short for one of two templates',
      () => analysed([...rate, { templateName: 'wide', clusterScope: true }], { pause: { duration: '5m' } }),
      short(300, 'wide', 600, 1),
    ],
    ['that is too short for a count in words', () => analysed([{ templateName: 'text' }]), short(0, 'text', 360)],
    [
      'that gives a value to nobody',
      () => judged({ analysis: valued('rate') }),
      "spec.strategy.canary.analysis.args[0]: no template has the argument 'hash'",
    ],
    [
      'with all pods missing',
      () => judged({ maxUnavailable: '100%' }),
      'spec.strategy.canary.maxUnavailable: 100% lets all pods be missing at a time',
    ],
    [
      'with as many missing as there are',
      () => advice({ blueGreen: { activeService: 'web', maxUnavailable: 3 } }, { replicas: 3 }),
      'spec.strategy.blueGreen.maxUnavailable: 3 lets all pods be missing at a time',
    ],
  ])('%s is told', (_, of, message) => expect(of()).toEqual([message]));
});
