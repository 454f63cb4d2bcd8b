/** One request of a measurement, whose errors name the system; and how long it may take. */
import type { Asking, HttpAnswer, HttpRequest } from './provider.ts';

export async function answered(system: string, asking: Asking, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await asking.send(request);
  } catch (error) {
    throw new Error(`${system}: ${error instanceof Error ? error.message : 'no answer'}`);
  }
}

/** Seconds. */
const USUAL_TIMEOUT = 30;
const LONGEST = 600;

/** Milliseconds, of the seconds that a block names. */
export function deadlineOf({ timeout }: { readonly timeout: number }): number {
  return (timeout > 0 ? Math.min(timeout, LONGEST) : USUAL_TIMEOUT) * 1000;
}
