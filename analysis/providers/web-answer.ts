/** What an answer of a web service amounts to: a value, a failed measurement, or an error. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { milliseconds } from '../../crds/duration.ts';
import { jsonOf } from './http-answer.ts';
import { measuredAt, shortText } from './json-value.ts';
import type { Asking, HttpAnswer, HttpRequest, Measured } from './provider.ts';

export type Expecting = Pick<NonNullable<Provider['web']>, 'expectStatus' | 'expectWithin' | 'target' | 'jsonPath'>;

/** What came: an answer, or none for a reason that lies with the service. */
export type Outcome = HttpAnswer | { readonly silence: string };

/** Reasons that say something of the service that was asked, and not of our way there. */
const ITS_OWN =
  /^(connection (refused|reset|closed)|no answer within|no connection: timed out|no answer: timed out|host not reachable)/;

export async function outcomeOf({ send }: Asking, request: HttpRequest): Promise<Outcome> {
  try {
    return await send(request);
  } catch (error) {
    if (error instanceof Error && ITS_OWN.test(error.message)) return { silence: error.message };
    throw error;
  }
}

/** Where it is said what a good answer is, any other is a failed measurement; elsewhere it is an error. */
export function judged(config: Expecting, outcome: Outcome): Measured {
  const { expectStatus, expectWithin, target } = config;
  const isJudge = expectStatus !== undefined || expectWithin !== undefined || target !== undefined;
  if ('silence' in outcome) {
    if (isJudge) return failed(outcome.silence, outcome.silence);
    throw new Error(outcome.silence);
  }
  if (!isExpected(config, outcome.status)) {
    if (isJudge) return failed(outcome.status, `answered ${outcome.status}`);
    throw new Error(`received non 2xx response code: ${outcome.status}`);
  }
  return lateness(config, outcome) ?? measuredIn(config.jsonPath, outcome.text);
}

const isExpected = ({ expectStatus }: Expecting, status: number): boolean =>
  expectStatus?.includes(status) ?? (status >= 200 && status < 300);

function lateness({ expectWithin }: Expecting, { status, took }: HttpAnswer): Measured | undefined {
  const within = expectWithin === undefined ? undefined : milliseconds(expectWithin);
  if (within === undefined || took <= within) return undefined;
  return failed(status, `answered ${status} in ${(took / 1000).toFixed(1)} s, not in ${expectWithin}`);
}

const failed = (value: string | number, message: string): Measured => ({
  value,
  text: String(value),
  verdict: { phase: 'Failed', message },
});

/** What is no JSON is the value itself. */
function measuredIn(jsonPath: string, body: string): Measured {
  const json = jsonOf(body);
  return json === undefined ? { value: body, text: shortText(body) } : measuredAt(jsonPath, json, 'body');
}
