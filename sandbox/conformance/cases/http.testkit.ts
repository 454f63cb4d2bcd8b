/** What the server makes of odd requests. */
import { type Area, type Call, del, get, jsonPatch, loose, mergePatch, post, put, type Verb } from '../case.testkit.ts';
import { configMap, configMaps, leases, namespaces, pods, widget, widgets } from '../objects.testkit.ts';

const JSON_TYPE = { 'content-type': 'application/json' } as const;
/** A request `POST <path>`. */
const sends = (request: string, body: string, status: number, has?: unknown): Call => {
  const [verb, path] = request.split(' ') as [Verb, string];
  return { verb, path, body, status, has, headers: JSON_TYPE };
};
const MEGABYTES = 4 * 1024 * 1024;
const large = (bytes: number) => JSON.stringify({ metadata: { name: 'a' }, data: { x: 'x'.repeat(bytes) } });
const READER = "the text is that of the server's JSON reader";

export const httpOddities: Area = {
  area: 'HTTP oddities',
  cases: [
    {
      does: 'does not know a path',
      steps: [
        loose('paths are those of a cluster', get('/nowhere', 404)),
        get('/api/v1/nothings', 404),
        get('/api/v1/namespaces/{ns}/nothings/a', 404),
        get('/apis/{group}/v1/nothings', 404),
      ],
    },
    {
      does: 'does not know a subresource',
      steps: [get(configMaps('a/nothing'), 404), get(widgets('a/nothing'), 404), get(pods('a/nothing'), 404)],
    },
    {
      does: 'refuses methods that a path does not have',
      steps: [
        post(configMaps('a'), configMap('a'), 405, { reason: 'MethodNotAllowed' }),
        put(configMaps(), configMap('a'), 405),
        mergePatch(configMaps(), {}, 405),
        put(widgets(), widget('a'), 400),
      ],
    },
    {
      does: 'refuses to write a list over all namespaces',
      steps: [del('/api/v1/configmaps', 405), del('/apis/{group}/v1/widgets', 404)],
    },
    { does: 'refuses to create without a namespace', steps: [post('/api/v1/configmaps', configMap('a'), 405)] },
    {
      does: 'refuses broken JSON',
      steps: [
        loose(READER, sends(`POST ${configMaps()}`, '{"metadata":', 400, { reason: 'BadRequest' })),
        loose(READER, sends(`PUT ${configMaps('a')}`, '{', 400)),
        loose(READER, sends(`POST ${widgets()}`, '{"kind"', 400)),
      ],
    },
    {
      does: 'refuses JSON of another shape',
      steps: [
        loose(READER, sends(`POST ${configMaps()}`, '[]', 400)),
        loose(READER, sends(`POST ${configMaps()}`, '"text"', 400)),
        loose(READER, sends(`POST ${configMaps()}`, '{"metadata":5}', 400)),
      ],
    },
    { does: 'refuses an empty body', steps: [loose(READER, sends(`POST ${configMaps()}`, '', 400))] },
    {
      does: 'refuses a body that is too large',
      steps: [sends(`POST ${configMaps()}`, large(MEGABYTES), 413, { reason: 'RequestEntityTooLarge' })],
    },
    {
      does: 'refuses a patch that is too large',
      steps: [
        post(configMaps(), configMap('a'), 201),
        mergePatch(configMaps('a'), { data: { x: 'x'.repeat(MEGABYTES) } }, 413),
      ],
    },
    {
      does: 'refuses an object that is too large',
      steps: [
        sends(`POST ${configMaps()}`, large(1024 * 1024 + 1), 422, {
          reason: 'Invalid',
          details: { causes: [{ reason: 'FieldValueTooLong' }] },
        }),
      ],
    },
    {
      does: 'refuses a patch of too many operations',
      steps: [
        post(configMaps(), configMap('a'), 201),
        jsonPatch(
          configMaps('a'),
          Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' })),
          413,
          { reason: 'RequestEntityTooLarge' },
        ),
      ],
    },
    {
      does: 'refuses parameters of another type',
      steps: [
        get(configMaps('', 'limit=x'), 400, { reason: 'BadRequest' }),
        get(configMaps('', 'timeoutSeconds=soon'), 400),
      ],
    },
    {
      does: 'ignores parameters that it does not know',
      steps: [get(leases('', 'wings=2&limit=500'), 200, { kind: 'LeaseList', items: [] })],
    },
    {
      does: 'ignores a slash at the end of the groups',
      steps: [
        loose('a server tells its own address', get('/api/', 200)),
        loose('groups are those of a cluster', get('/apis/', 200)),
      ],
    },
    { does: 'does not decode names twice', steps: [get(configMaps('a%2541'), 400, { reason: 'BadRequest' })] },
    {
      does: 'refuses names that no object can have',
      steps: [get(configMaps('Not-Valid'), 404), del(configMaps('Not-Valid'), 404)],
    },
    {
      does: 'answers questions for one namespace only',
      steps: [get(namespaces('{ns}'), 200, { kind: 'Namespace' }), get(`${namespaces('{ns}')}/`, 200)],
    },
    {
      does: 'refuses deep nesting or drops it, and lives on',
      steps: [
        loose(
          READER,
          sends(`POST ${configMaps()}`, `{"metadata":{"name":"a"},"x":${'['.repeat(2000)}${']'.repeat(2000)}}`, 201),
        ),
        get(configMaps('none'), 404),
      ],
    },
    {
      does: 'refuses field managers with odd characters or too long',
      steps: [
        post(configMaps('', 'fieldManager=a%01b'), configMap('a'), 422, { reason: 'Invalid' }),
        post(configMaps('', `fieldManager=${'m'.repeat(129)}`), configMap('a'), 422),
      ],
    },
  ],
};
