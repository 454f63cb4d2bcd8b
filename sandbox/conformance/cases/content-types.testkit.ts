/** In which formats the server reads and writes. */
import { ABSENT, type Area, type Call, get, loose, post, type Verb } from '../case.testkit.ts';
import { configMap, configMaps, widget, widgets } from '../objects.testkit.ts';

const YAML = 'application/yaml';
/** A request `POST <path>`, with a body of such a type. */
const sends = (
  request: string,
  [type, body]: readonly [type: string, body: string],
  status: number,
  has?: unknown,
): Call => {
  const [verb, path] = request.split(' ') as [Verb, string];
  return { verb, path, body, status, has, ...(type && { headers: { 'content-type': type } }) };
};
const yaml = (name: string, data = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${data}`;
const accepting = (accept: string, step: Call): Call => ({ ...step, headers: { ...step.headers, accept } });
const made = post(configMaps(), configMap('a', { data: { x: '1' } }), 201);
const JSON_BODY = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}';

export const contentTypes: Area = {
  area: 'content types',
  cases: [
    {
      does: 'reads YAML',
      steps: [sends(`POST ${configMaps()}`, [YAML, yaml('a', 'data:\n  x: "1"\n')], 201, { data: { x: '1' } })],
    },
    {
      does: 'reads YAML with comments and anchors',
      steps: [
        sends(`POST ${configMaps()}`, [YAML, yaml('a', 'data: # here\n  x: &one "1"\n  z: *one\n')], 201, {
          data: { x: '1', z: '1' },
        }),
      ],
    },
    {
      does: 'updates from YAML',
      steps: [made, sends(`PUT ${configMaps('a')}`, [YAML, yaml('a', 'data: {x: "2"}\n')], 200, { data: { x: '2' } })],
    },
    {
      does: 'reads custom objects in YAML',
      steps: [
        sends(
          `POST ${widgets()}`,
          [YAML, 'apiVersion: {group}/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  title: x\n'],
          201,
          { spec: { title: 'x' } },
        ),
      ],
    },
    {
      does: 'refuses a number for a text in YAML',
      steps: [sends(`POST ${configMaps()}`, [YAML, yaml('a', 'data:\n  x: 1\n')], 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses what is no YAML',
      steps: [
        loose(
          'what is wrong is said in the words of the reader of YAML',
          sends(`POST ${configMaps()}`, [YAML, 'a: [1'], 400, {
            reason: 'BadRequest',
            message: /^the object provided is unrecognized \(must be of type ConfigMap\): .* \(613a205b31\)$/,
          }),
        ),
      ],
    },
    { does: 'reads JSON where YAML is announced', steps: [sends(`POST ${configMaps()}`, [YAML, JSON_BODY], 201)] },
    {
      does: 'takes a body of no announced type for JSON',
      steps: [sends(`POST ${configMaps()}`, ['', JSON_BODY], 201)],
    },
    {
      does: 'takes parameters of the type',
      steps: [sends(`POST ${configMaps()}`, ['application/json; charset=utf-8', JSON_BODY], 201)],
    },
    {
      does: 'refuses bodies of unknown types',
      steps: [
        sends(`POST ${configMaps()}`, ['text/plain', JSON_BODY], 415, {
          reason: 'UnsupportedMediaType',
          message: /^the body of the request was in an unknown format - accepted media types include: /,
        }),
        sends(`POST ${widgets()}`, ['text/html', '{}'], 415),
      ],
    },
    {
      does: 'refuses patches of unknown types',
      steps: [
        made,
        sends(`PATCH ${configMaps('a')}`, ['application/json', '{}'], 415, {
          reason: 'UnsupportedMediaType',
          message: '415: Unsupported Media Type',
        }),
        sends(`PATCH ${configMaps('a')}`, [YAML, '{}'], 415),
      ],
    },
    {
      does: 'writes YAML',
      steps: [
        made,
        accepting(YAML, get(configMaps('a'), 200, /^apiVersion: v1\ndata:\n {2}x: "1"\nkind: ConfigMap\nmetadata:\n/)),
      ],
    },
    {
      does: 'writes errors in YAML',
      steps: [accepting(YAML, get(configMaps('a'), 404, /^apiVersion: v1\ncode: 404\n/))],
    },
    {
      does: 'writes JSON where anything is accepted',
      steps: [
        made,
        accepting('*/*', get(configMaps('a'), 200, { kind: 'ConfigMap' })),
        accepting('text/html, */*;q=0.1', get(configMaps('a'), 200, { kind: 'ConfigMap' })),
      ],
    },
    {
      does: 'refuses to write what it cannot',
      steps: [
        made,
        accepting('text/csv', get(configMaps('a'), 406, { reason: 'NotAcceptable' })),
        accepting('image/png', get(widgets(), 406)),
      ],
    },
    {
      does: 'takes the first type that it can write',
      steps: [
        made,
        accepting('text/csv, application/yaml, application/json', get(configMaps('a'), 200, /^apiVersion/)),
      ],
    },
    {
      does: 'writes indented JSON for people',
      steps: [made, get(configMaps('a', 'pretty=true'), 200, { kind: 'ConfigMap', spec: ABSENT })],
    },
    {
      does: 'reads a widget and writes it in YAML',
      steps: [accepting(YAML, post(widgets(), widget('a', { spec: {} }), 201, /^apiVersion: /))],
    },
  ],
};
