/** Answers that are about no resource: discovery, OpenAPI, version, health. */
import { ApiError, methodNotAllowed } from '../api/api-error.ts';
import { openApiV2, openApiV2Protobuf } from '../openapi/v2.ts';
import { openApiV3, openApiV3Index } from '../openapi/v3.ts';
import { type Answer, jsonAnswer, pageNotFound, plainAnswer, type WholeAnswer } from './answer.ts';
import type { ApiRequest, World } from './call.ts';
import { aggregated, coreVersions, groupDocument, groupList, resourceList } from './discovery.ts';
import { mediaOf } from './media.ts';

export interface DocumentRequest {
  readonly world: World;
  readonly request: ApiRequest;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Documents that were built, by path, form and edition of the kinds. */
  readonly cache: Map<string, Answer>;
}

/** What `kubectl version` shows; the newest Kubernetes that the sandbox is held to. */
export const VERSION = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+sluice',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'sandbox',
} as const;

const HEALTH = /^\/(healthz|livez|readyz)(\/(ping|etcd|log))?$/;
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const V2_PROTOBUF_ALIASES: readonly string[] = [
  V2_PROTOBUF,
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
];

export function documentAnswer(asked: DocumentRequest): Answer {
  const { path, request } = asked;
  const build = HEALTH.test(path) ? () => plainAnswer(200, 'ok') : builderOf(asked);
  if (!build) return isInGroup(path) ? pageNotFound() : json({ paths: paths(asked) }, 404);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
  return build();
}

/** Groups have handlers of their own; what none of them knows ends here. */
const isInGroup = (path: string): boolean => /^\/apis\/./.test(path);

function missing(): Answer {
  throw new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

type Builder = () => Answer;

function builderOf(asked: DocumentRequest): Builder | undefined {
  const { path } = asked;
  const [root, ...rest] = path.replace(/^\/|\/$/g, '').split('/');
  switch (root) {
    case '':
      return () => json({ paths: paths(asked) });
    case 'version':
      return rest.length === 0 ? () => json(VERSION) : undefined;
    case 'openapi':
      return openApi(asked, rest);
    case 'api':
      return coreDocument(asked, rest);
    case 'apis':
      return groupsDocument(asked, rest);
    default:
      return undefined;
  }
}

function groupsDocument(asked: DocumentRequest, parts: readonly string[]): Builder | undefined {
  const { kinds } = asked.world;
  const [group, version] = parts;
  if (parts.length > 2) return undefined;
  if (group === undefined) return () => withAggregate(asked, false) ?? json(groupList(kinds.all()));
  const document =
    version === undefined ? groupDocument(group, kinds.all()) : resourceList(group, version, kinds.all());
  if (document) return () => json(document);
  return version !== undefined && kinds.isBuiltIn(group) ? missing : undefined;
}

function coreDocument(asked: DocumentRequest, [version, ...more]: readonly string[]): Builder | undefined {
  const { request, world } = asked;
  if (version === undefined)
    return () => withAggregate(asked, true) ?? json(coreVersions(request.headers['host'] ?? 'sandbox'));
  const document = more.length === 0 ? resourceList('', version, world.kinds.all()) : undefined;
  return document && (() => json(document));
}

/** The whole of discovery in one document, if the client can read it. */
function withAggregate({ request, world }: DocumentRequest, isCore: boolean): Answer | undefined {
  for (const { parameters } of (request.headers['accept'] ?? '').split(',').map(mediaOf)) {
    const { as, v: version, g: group } = parameters;
    if (as !== 'APIGroupDiscoveryList' || group !== 'apidiscovery.k8s.io') continue;
    if (version !== 'v2' && version !== 'v2beta1') continue;
    const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    return {
      ...json(aggregated(world.kinds.all(), isCore, version)),
      headers: { 'content-type': type, vary: 'Accept' },
    };
  }
  return undefined;
}

function openApi(asked: DocumentRequest, [edition, ...rest]: readonly string[]): Builder | undefined {
  const { world } = asked;
  const kinds = world.kinds.all();
  if (edition === 'v2' && rest.length === 0) return () => openApi2(asked);
  if (edition !== 'v3') return undefined;
  if (rest.length === 0) return () => cached(asked, 'v3', () => json(openApiV3Index(kinds)));
  const groupVersion = rest[0] === 'api' ? rest[1] : rest.slice(1).join('/');
  const isServed = kinds.some(
    ({ group, version }) => (group === '' ? version : `${group}/${version}`) === groupVersion,
  );
  if (!isServed || groupVersion === undefined) return undefined;
  return () => cached(asked, `v3 ${groupVersion}`, () => json(openApiV3(kinds, groupVersion)));
}

function openApi2(asked: DocumentRequest): Answer {
  const { request, world } = asked;
  const wantsProtobuf = (request.headers['accept'] ?? '')
    .split(',')
    .some((one) => V2_PROTOBUF_ALIASES.includes(mediaOf(one).type));
  if (!wantsProtobuf) return cached(asked, 'v2', () => json(openApiV2(world.kinds.all())));
  return cached(asked, 'v2 protobuf', () => ({
    status: 200,
    headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' },
    body: openApiV2Protobuf(openApiV2(world.kinds.all())),
  }));
}

/** Built once for each edition of the kinds. */
function cached({ cache, world }: DocumentRequest, name: string, build: () => WholeAnswer): Answer {
  const edition = `${world.kinds.generation} `;
  for (const key of cache.keys()) if (!key.startsWith(edition)) cache.delete(key);
  const known = cache.get(edition + name);
  if (known) return known;
  const answer = build();
  cache.set(edition + name, answer);
  return answer;
}

function paths({ world }: DocumentRequest): string[] {
  const groupVersions = world.kinds
    .all()
    .map(({ group, version }) => (group === '' ? '' : `/apis/${group}/${version}`));
  const groups = world.kinds.all().map(({ group }) => (group === '' ? '' : `/apis/${group}`));
  const fixed = ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'];
  return [...new Set([...fixed, ...groups, ...groupVersions])].filter((path) => path !== '').sort();
}

const json = (document: object, status = 200): WholeAnswer => jsonAnswer(status, JSON.stringify(document));
