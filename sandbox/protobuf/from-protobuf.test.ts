/** Bodies in protobuf: what kubectl 1.33 sent and what Kubernetes' Go library wrote, which writes `object` as the same bytes again. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decoded } from '../schema/decode.ts';
import type { Schema } from '../schema/schema.ts';
import { builtInTypes } from '../types/built-in-types.ts';
import { PACKAGES } from '../types/tables.ts';
import { fromProtobuf } from './from-protobuf.ts';
import { type Field, message } from './writer.ts';

interface Case {
  readonly from: string;
  readonly body: string;
  readonly object: { readonly kind: string };
}

const CASES = JSON.parse(readFileSync(new URL('testdata/bodies.json', import.meta.url), 'utf8')) as readonly Case[];
const types = builtInTypes();

/** `apps/v1 Deployment` lies in the package `apps`, `autoscaling/v2` in `autoscaling-v2`. */
function typeFor(apiVersion: string, kind: string): Schema | undefined {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const short = group.split('.')[0] ?? '';
  const pack = PACKAGES[short] ?? PACKAGES[`${short}-${version}`];
  return pack === undefined || kind === 'Unheard' ? undefined : types(`${pack}.${kind}`);
}

const read = (body: Uint8Array) => fromProtobuf(body, typeFor);

const MAGIC = [0x6b, 0x38, 0x73, 0];
const body = (fields: readonly Field[]) => Uint8Array.from([...MAGIC, ...message(fields)]);
const meta = (apiVersion: string, kind: string): Field => [
  1,
  message([
    [1, apiVersion],
    [2, kind],
  ]),
];
const pod = (raw: Uint8Array) => body([meta('v1', 'Pod'), [2, raw]]);

/** A schema in a schema in a schema: field 28 is `not`. */
function nested(depth: number): Uint8Array {
  let schema = message([[5, 'object']]);
  for (let level = 0; level < depth; level += 1) schema = message([[28, schema]]);
  const version = message([[4, message([[1, schema]])]]);
  const raw = message([[2, message([[7, version]])]]);
  return body([meta('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), [2, raw]]);
}

describe('a protobuf body', () => {
  it.each(CASES)('of $from is read: $object.kind', ({ body: base64, object }) => {
    const schema = typeFor((object as { apiVersion?: string }).apiVersion ?? '', object.kind) ?? {};
    const json = read(Buffer.from(base64, 'base64'));
    expect(decoded(schema, json, { kind: object.kind, version: 'v1' }).object).toEqual(object);
  });

  it('may have fields that we do not know', () => {
    const newer: Field[] = [
      [
        1,
        message([
          [1, 'x'],
          [999, 5],
        ]),
      ],
      [900, 'text'],
      [901, new Uint8Array(3)],
    ];
    expect(read(pod(message(newer)))).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } });
  });

  it('may pack its numbers or not', () => {
    const groups = (fields: readonly Field[]) => pod(message([[2, message([[14, message(fields)]])]]));
    const expected = { spec: { securityContext: { supplementalGroups: [1, 300] } } };
    expect(
      read(
        groups([
          [4, 1],
          [4, 300],
        ]),
      ),
    ).toMatchObject(expected);
    expect(read(groups([[4, Uint8Array.from([1, 0xac, 2])]]))).toMatchObject(expected);
  });

  it('may have its fields in any order', () => {
    // externalDocs, then additionalProperties, which is about schemas again.
    const schema = message([
      [35, message([[1, 'docs']])],
      [30, message([[2, message([[5, 'x']])]])],
    ]);
    const version = message([[4, message([[1, schema]])]]);
    const raw = message([[2, message([[7, version]])]]);
    const openAPIV3Schema = { externalDocs: { description: 'docs' }, additionalProperties: { type: 'x' } };
    const kind = meta('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    expect(read(body([kind, [2, raw]]))).toMatchObject({ spec: { versions: [{ schema: { openAPIV3Schema } }] } });
  });

  it('takes a key of any name for a key', () => {
    const labels = message([
      [
        1,
        message([
          [
            11,
            message([
              [1, '__proto__'],
              [2, 'x'],
            ]),
          ],
        ]),
      ],
    ]);
    expect(JSON.stringify(read(pod(labels))['metadata'])).toBe('{"labels":{"__proto__":"x"}}');
  });

  const NO_PREFIX = 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]';
  it.each<[says: string, bytes: Uint8Array, why: string]>([
    ['is empty', new Uint8Array(), NO_PREFIX],
    ['is JSON', Buffer.from('{}'), NO_PREFIX],
    ['ends early', pod(Uint8Array.from([0x0a, 0x05, 0x01])), 'unexpected EOF'],
    ['claims to be long', pod(Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f])), 'unexpected EOF'],
    ['claims to be negative', pod(Uint8Array.from([0x0a, ...Array(9).fill(0xff), 0x01])), 'unexpected EOF'],
    ['has a number without end', pod(new Uint8Array(20).fill(0xff)), 'a number has more than ten bytes'],
    ['has a field with number 0', pod(Uint8Array.from([0x00])), 'illegal tag 0'],
    ['has a group', pod(Uint8Array.from([0x0b])), 'wrong wireType = 3'],
    ['has a number where a text belongs', pod(message([[1, message([[1, 5]])]])), 'wrong wireType = 0'],
    [
      'holds broken JSON',
      body([meta('apps/v1', 'ControllerRevision'), [2, message([[2, message([[1, '{']])]])]]),
      'embedded JSON cannot be read',
    ],
    ['is deep beyond reason', nested(120), 'exceeded max depth'],
    ['is compressed', body([meta('v1', 'Pod'), [3, 'gzip']]), 'content encoding "gzip" is not supported'],
    ['is of no kind that we know', body([meta('v1', 'Unheard')]), 'no kind "Unheard" is registered for version "v1"'],
  ])('is refused with 400 if it %s', (_, bytes, why) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 400, message: expect.stringContaining(why) }));
  });

  it('is refused for custom kinds', () => {
    expect(() => fromProtobuf(pod(new Uint8Array()), () => ({ type: 'object' }))).toThrow('has no protobuf form');
  });

  it('is read or refused with 400 wherever it is cut or bent', () => {
    for (const { body: base64 } of CASES) {
      const whole = Buffer.from(base64, 'base64');
      for (let at = 0; at < whole.length; at += 3) {
        const bent = Uint8Array.from(whole);
        bent[at] = 255 - (bent[at] ?? 0);
        for (const bytes of [bent, whole.subarray(0, at)]) expect(outcome(bytes)).toMatch(/^(read|400)$/);
      }
    }
  });
});

function outcome(bytes: Uint8Array): string {
  try {
    read(bytes);
    return 'read';
  } catch (error) {
    const { code, message: text } = error as { code?: number; message: string };
    // Not in the tables of the test's own typeFor.
    return text.startsWith('no built-in type') ? '400' : String(code ?? text);
  }
}
