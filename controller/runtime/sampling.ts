/** The sampler with all that it needs of the world. */
import { readFileSync } from 'node:fs';
import { compileCache } from '../analysis-run/compile-cache.ts';
import { Sampler, type SamplerOptions } from '../analysis-run/sampler.ts';
import { answerMemory } from './aws-memory.ts';
import { type MeasuringMeans, measurer } from './measurements.ts';

export interface SamplingMeans extends Omit<MeasuringMeans, 'signed' | 'setting' | 'remembered'> {
  readonly aws: Pick<{ readonly signed: MeasuringMeans['signed'] }, 'signed'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onSample?: SamplerOptions['onSample'];
}

export function samplerOf({ aws, env, onSample, ...means }: SamplingMeans): Sampler {
  const keep = answerMemory(() => means.clock.now().getTime());
  const remembered: MeasuringMeans['remembered'] = async (key, made) =>
    (await keep(key, made, ({ until }) => until.getTime())).value;
  const setting = (name: string) => env[name] ?? fileText(env[`${name}_FILE`]);
  const measuring = measurer({ ...means, remembered, setting, signed: aws.signed });
  return new Sampler({ clock: means.clock, compile: compileCache(), measuring, ...(onSample && { onSample }) });
}

/** Tokens that are renewed lie in files, and are read each time. */
function fileText(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
