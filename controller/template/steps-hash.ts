/** The hash of a canary's steps, which tells whether they changed since the last look. */
import type { Step } from '../../crds/rollout/steps.ts';
import { hashOf } from './hash.ts';
import { STEP_TYPES } from './step-types.ts';
import { type Writer, writerOf } from './writer.ts';

const oldText = writerOf(STEP_TYPES, 'CanaryStep', 'old');
const newText = writerOf(STEP_TYPES, 'CanaryStep', 'new');

/** Wants the steps as stored: defaults that are filled in change the hash. */
export function stepsHash(steps: readonly Step[] | undefined): string {
  return hashOf(listText(steps, newText));
}

/** All hashes that a controller may have stored for these steps; the first is what is stored now. */
export function stepsHashesOf(steps: readonly Step[] | undefined): readonly string[] {
  return [newText, oldText].map((text) => hashOf(listText(steps, text)));
}

const listText = (steps: readonly Step[] | null | undefined, text: Writer): string =>
  steps ? `[${steps.map(text).join()}]` : 'null';
