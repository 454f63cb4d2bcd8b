import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { abort } from './abort.ts';
import { type Candidates, candidatesFor } from './candidates.ts';
import { get } from './get.ts';
import { promote } from './promote.ts';
import { retry } from './retry.ts';
import { set } from './set-image.ts';

const root = new Command('sluice').version('1');
for (const command of [abort(), get(), promote(), retry(), set()]) root.addCommand(command);
root.addCommand(new Command('__complete'), { hidden: true });

const SHOP = { namespace: 'shop' };

describe('what may come next', () => {
  it.each<[typed: string, expected: Partial<Candidates>]>([
    ['', { words: ['abort', 'get', 'promote', 'retry', 'set', 'help'], objects: undefined }],
    ['pro', { words: ['promote'] }],
    ['--v', { words: ['--version'] }],
    ['abort ', { words: [], objects: 'Rollout', prefix: '', flags: {} }],
    ['abort sto', { objects: 'Rollout', prefix: 'sto' }],
    ['abort one two', { objects: 'Rollout', prefix: 'two' }],
    ['abort -n shop sto', { objects: 'Rollout', prefix: 'sto', flags: SHOP }],
    ['abort --namespace=shop sto', { objects: 'Rollout', flags: SHOP }],
    ['abort -n ', { words: [], objects: undefined }],
    ['abort --rea', { words: ['--reason'], objects: undefined }],
    ['abort --reason slow sto', { objects: 'Rollout', flags: { reason: 'slow' } }],
    ['promote --full sto', { objects: 'Rollout', flags: {} }],
    ['promote one two', { objects: undefined }],
    ['promote --f', { words: ['--full'] }],
    ['retry ', { words: ['rollout', 'experiment', 'help'] }],
    ['retry exp base', { objects: 'Experiment', prefix: 'base' }],
    ['get ', { words: ['rollout', 'analysisrun', 'experiment', 'help'], objects: undefined }],
    ['get ar web', { objects: 'AnalysisRun', prefix: 'web' }],
    ['get experiment -n shop ', { objects: 'Experiment', flags: SHOP }],
    ['set image ', { words: [], objects: 'Rollout' }],
    ['set image storefront ', { objects: undefined }],
    ['nothing ', { words: [] }],
  ])('after %j', (typed, expected) => {
    expect(candidatesFor(root, typed.split(' '))).toMatchObject(expected);
  });
});
