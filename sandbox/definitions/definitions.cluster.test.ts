import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noCluster, request } from '../../e2e/cluster.testkit.ts';
import { type ApiObject, isObject } from '../api/object.ts';
import { answerTo, definitionCauses, kindOf } from './answers.testkit.ts';
import { DEFINITION_CASES } from './definition-cases.testkit.ts';
import { OBJECT_CASES, sample, sampleDefinition } from './object-cases.testkit.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** What servers have learned since 1.20, told in one way for both. */
function inOldWords(cause: string): string {
  return (
    cause
      .replace('FieldValueTypeInvalid ', 'FieldValueInvalid ')
      // Go prints structs and maps in a way of its own.
      .replace(
        /((?:Invalid|Duplicate|Unsupported) value: )(?:&?apiext|\[\]|map\[|[{[]).*?(?=: [a-zA-Z][^:]*$|: supported|$)/,
        '$1...',
      )
      .replace('value: "null"', 'value: null')
      .replace('1e+20', '100000000000000000000')
      .replace('1.6000005e+06', '1600000.5')
      .replace('x-preserve-unknown-fields', 'x-kubernetes-preserve-unknown-fields')
      .replace('XPreserveUnknownFields XValidations]', 'XPreserveUnknownFields]')
      .replace(
        /^FieldValueInvalid (\S+): .* should be at most (\d+) chars long$/,
        'FieldValueTooLong $1: Too long: may not be more than $2 bytes',
      )
      .replace(/^FieldValueInvalid (\S+): .* should have at most (\d+) (?:items|properties)$/, '$1: at most $2')
      .replace(/^FieldValueTooMany (\S+): .* must have at most (\d+) items$/, '$1: at most $2')
      .replace(/Invalid value: \d+(: \S+ in body should have at least \d+ properties)/, 'Invalid value: some$1')
  );
}

const samples = kindOf(sampleDefinition());

/** What the schema says of items of lists was said of the list. */
const withoutItems = (cause: string): string =>
  / in body |: Required value$/.test(cause) ? cause.replace(/\[\d+\]/g, '') : cause;

const compared = (causes: readonly string[]): readonly string[] => [...new Set(causes.map(inOldWords))].sort();

function causesOf(body: unknown): readonly string[] {
  const details = isObject(body) && isObject(body['details']) ? body['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'] : [];
  return causes.map(({ reason, field, message }) => `${reason} ${field}: ${message}`);
}

/** The name alone is the server's part. */
const isOurs = (cause: string): boolean => !/^FieldValueInvalid metadata\.name: .*RFC 1123/.test(cause);

describe.skipIf(noCluster)(`definitions on a real API server${noCluster ? ` (${noCluster})` : ''}`, () => {
  let namespace = '';
  const tried = (object: object) =>
    request('POST', `/apis/d.sluice.dev/v1/namespaces/${namespace}/samples?dryRun=All`, object);
  beforeAll(async () => {
    const { body } = await request('POST', '/api/v1/namespaces', { metadata: { generateName: 'd-definitions-' } });
    namespace = (body as ApiObject).metadata.name;
    await request('POST', DEFINITIONS, sampleDefinition());
    await vi.waitFor(
      async () => {
        const { status } = await tried(sample({}));
        expect(status).toBe(201);
      },
      { timeout: 60_000, interval: 250 },
    );
  });
  afterAll(async () => {
    await request('DELETE', `${DEFINITIONS}/samples.d.sluice.dev`);
    await request('DELETE', `/api/v1/namespaces/${namespace}`);
  });

  // Rules in CEL and selectable fields came after 1.20.
  it.each(DEFINITION_CASES.filter(([sentence]) => !/CEL|selectable/.test(sentence)))(
    'answers as we do: %s',
    async (_, definition) => {
      const { status, body } = await request('POST', `${DEFINITIONS}?dryRun=All`, definition);
      const ours = definitionCauses(definition);
      expect({ status, causes: compared(causesOf(body).filter(isOurs)) }).toEqual({
        status: ours.length === 0 ? 201 : 422,
        causes: compared(ours),
      });
    },
  );

  it.each(OBJECT_CASES)('makes of a custom object what we do: %s', async (_, object) => {
    const { status, body } = await tried(object);
    const ours = answerTo(samples, object);
    expect({ status, causes: compared(causesOf(body).map(withoutItems)) }).toEqual({
      status: ours.causes.length === 0 ? 201 : 422,
      causes: compared(ours.causes.map(withoutItems)),
    });
    if (status === 201) expect(body).toMatchObject({ spec: ours.object['spec'] });
    if (status === 201) expect(ours.object).toMatchObject({ spec: (body as { spec: object }).spec });
  });
});
