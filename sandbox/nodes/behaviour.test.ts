import { describe, expect, it } from 'vitest';
import { behaviourOf, tagOf } from './behaviour.ts';
import { durationOf } from './duration.ts';

describe('durations', () => {
  it.each([
    ['5s', 5_000],
    ['1m30s', 90_000],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['2h', 7_200_000],
    ['2m', 120_000],
    ['0s', 0],
  ])('%s', (text, milliseconds) => expect(durationOf(text)).toBe(milliseconds));

  it.each(['', '5', '5 s', 's', '-5s', '5s1m', '5d', '1s1s', ' 5s'])('"%s" is none', (text) => {
    expect(durationOf(text)).toBeUndefined();
  });
});

it.each([
  ['web', 'latest'],
  ['web:bad', 'bad'],
  ['registry:5000/shop/web', 'latest'],
  ['registry:5000/shop/web:1@sha256:abc', '1'],
])('the tag of %s is %s', (image, tag) => expect(tagOf(image)).toBe(tag));

describe('what an image does', () => {
  it.each<[image: string, annotations: Record<string, string>, expected: object]>([
    ['web:1', {}, { canBePulled: true, readyAfter: 2_000, exitAfter: undefined, answers: 200, problems: [] }],
    ['web:bad', {}, { canBePulled: false }],
    ['web:crash', {}, { exitAfter: 1_000, exitCode: 1 }],
    ['web:oom', {}, { exitAfter: 1_000, exitCode: 137, isKilledForMemory: true }],
    ['web:unready', { 'ready-after': '1s' }, { readyAfter: undefined }],
    ['web:slow', {}, { readyAfter: 20_000 }],
    ['web:503', {}, { answers: 503, readyAfter: 2_000 }],
    ['web:exit-3', {}, { exitAfter: 1_000, exitCode: 3 }],
    ['web:exit-300', {}, { exitAfter: undefined }],
    ['web:1', {}, { latency: 20, errorRate: 0 }],
    ['web:1', { latency: '80ms', 'error-rate': '0.05' }, { latency: 80, errorRate: 0.05, problems: [] }],
    ['web:1', { 'error-rate': '1' }, { errorRate: 1 }],
    ['web:1', { 'error-rate': '.5' }, { errorRate: 0.5 }],
    ['web:1', { 'error-rate': '1.0' }, { errorRate: 1, problems: [] }],
    ['web:1', { 'exit-code': '0' }, { exitAfter: 1_000, exitCode: 0 }],
    ['web:1', { 'crash-after': '1m' }, { exitAfter: 60_000, exitCode: 1 }],
    [
      'web:1',
      { 'unready-after': '9s', 'unlive-after': '8s', shutdown: '20s', log: 'hi' },
      { unreadyAfter: 9_000, unliveAfter: 8_000, shutdown: 20_000, log: 'hi' },
    ],
    [
      'web:1',
      { 'exit-code': '-1' },
      { exitAfter: undefined, problems: ['sluice.dev/sim-exit-code: "-1" is not a whole number from 0 to 255'] },
    ],
  ])('%s %o', (image, given, expected) => {
    const annotations = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [`sluice.dev/sim-${name}`, value]),
    );
    expect(behaviourOf(image, annotations)).toMatchObject(expected);
  });
});

it.each([
  ['latency', '80', 'a duration such as 5s or 1m30s'],
  ['error-rate', '5%', 'a number from 0 to 1 such as 0.05'],
  ['error-rate', '1.1', 'a number from 0 to 1 such as 0.05'],
  ['error-rate', '-0.1', 'a number from 0 to 1 such as 0.05'],
  ['error-rate', '', 'a number from 0 to 1 such as 0.05'],
  ['error-rate', '1e-2', 'a number from 0 to 1 such as 0.05'],
])('%s "%s" is a problem, and counts as not said', (name, text, expected) => {
  const { latency, errorRate, problems } = behaviourOf('web:1', { [`sluice.dev/sim-${name}`]: text });
  expect({ latency, errorRate, problems }).toEqual({
    ...{ latency: 20, errorRate: 0 },
    problems: [`sluice.dev/sim-${name}: "${text}" is not ${expected}`],
  });
});
