import { expect, it } from 'vitest';
import { pullPolicyFor } from './image.ts';

it.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['nginx:1.27', 'IfNotPresent'],
  ['library/nginx', 'Always'],
  ['localhost:5000/team/app', 'Always'],
  ['localhost:5000/team/app:v1', 'IfNotPresent'],
  ['registry.example.com/app', 'Always'],
  ['Registry/app', 'Always'],
  [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  [`nginx:latest@sha256:${'a'.repeat(64)}`, 'Always'],
  ['UPPER', 'IfNotPresent'],
  ['a b', 'IfNotPresent'],
  ['nginx:not a tag', 'IfNotPresent'],
  ['', 'IfNotPresent'],
  [`${'a/'.repeat(200)}a`, 'IfNotPresent'],
])('the image %s is pulled %s', (image, policy) => {
  expect(pullPolicyFor(image)).toBe(policy);
});

it('is not slow with names made to be slow', () => {
  expect(pullPolicyFor(`${'a-'.repeat(120)}!`)).toBe('IfNotPresent');
});
