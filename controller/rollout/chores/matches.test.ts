import { describe, expect, it } from 'vitest';
import { matcherOf } from './matches.ts';

const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('matcherOf', () => {
  it.each<[selector: Parameters<typeof matcherOf>[0], labels: Record<string, string>, answer: boolean | undefined]>([
    [{ matchLabels: { app: 'web' } }, { app: 'web', tier: 'front' }, true],
    [{ matchLabels: { app: 'web', tier: 'back' } }, { app: 'web', tier: 'front' }, false],
    [expression('app', 'In', 'web', 'shop'), { app: 'shop' }, true],
    [expression('app', 'In', 'web'), {}, false],
    [expression('app', 'NotIn', 'web'), { app: 'web' }, false],
    [expression('app', 'NotIn', 'web'), {}, true],
    [expression('app', 'Exists'), { app: '' }, true],
    [expression('app', 'Exists'), {}, false],
    [expression('app', 'DoesNotExist'), {}, true],
    [expression('app', 'DoesNotExist'), { app: '' }, false],
    [{ matchLabels: { app: 'web' }, ...expression('tier', 'Exists') }, { app: 'web' }, false],
    [{}, {}, undefined],
    [expression('app', 'Near', 'web'), { app: 'web' }, undefined],
    [expression('app', 'toString'), { app: 'web' }, undefined],
    [expression('app', 'In'), { app: 'web' }, undefined],
    [expression('app', 'Exists', 'web'), { app: 'web' }, undefined],
  ])('%j of %j: %s', (selector, labels, answer) => expect(matcherOf(selector)?.(labels)).toBe(answer));
});
