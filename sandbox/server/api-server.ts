/** The API server itself: every request to its handler, every refusal to its answer. Knows no sockets. */
import type { Clock, Random } from '../../kube/clock.ts';
import { ApiError, badRequest } from '../api/api-error.ts';
import type { ApiObject } from '../api/object.ts';
import { builtInKinds } from '../kinds/built-in.ts';
import { resourceOf } from '../kinds/kind.ts';
import type { Store } from '../store/store.ts';
import { builtInTypes } from '../types/built-in-types.ts';
import { type Answer, errorAnswer, isStream } from './answer.ts';
import { MOST_BODY, tooLarge } from './body.ts';
import { type ApiRequest, type Call, moment, viewOf, type World } from './call.ts';
import { followDefinitions } from './definitions.ts';
import { documentAnswer } from './documents.ts';
import { inForm } from './in-form.ts';
import { Kinds } from './kinds.ts';
import type { LogSource } from './log-source.ts';
import { assertReadable } from './media.ts';
import { type ResourceRequest, resourceRequest } from './request-info.ts';
import { handlerOf, notServed } from './verbs.ts';

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the logs of running pods come from. */
  readonly logs?: LogSource;
}

export class ApiServer {
  private readonly world: World;
  private readonly documents = new Map<string, Answer>();

  constructor(options: ApiServerOptions) {
    const types = builtInTypes();
    this.world = { ...options, types, kinds: new Kinds(builtInKinds(types)) };
    followDefinitions(this.world);
  }

  get store(): Store {
    return this.world.store;
  }

  /** Where objects of this apiVersion, kind and namespace are posted. */
  collectionPath(object: object): string {
    const { apiVersion, kind, metadata } = object as Partial<ApiObject>;
    const known = this.world.kinds.named(apiVersion ?? '', kind ?? '');
    if (!known) throw new Error(`no kind ${kind} in ${apiVersion} is served`);
    const root = known.group === '' ? `/api/${known.version}` : `/apis/${known.group}/${known.version}`;
    return `${root}${known.namespaced ? `/namespaces/${metadata?.namespace ?? 'default'}` : ''}/${known.plural}`;
  }

  handle(request: ApiRequest): Answer {
    const answer = this.judged(request);
    return isStream(answer) ? answer : inForm(request, answer);
  }

  private judged(request: ApiRequest): Answer {
    try {
      return this.answer(request);
    } catch (error) {
      if (error instanceof ApiError) return errorAnswer(error);
      if (error instanceof RangeError) return errorAnswer(badRequest('json: exceeded max depth'));
      const message = `Internal error occurred: ${(error as Error).message}`;
      return errorAnswer(new ApiError(500, 'InternalError', message, { causes: [{ message }] }));
    }
  }

  private answer(request: ApiRequest): Answer {
    assertSize(request);
    const mark = request.path.indexOf('?');
    const path = mark < 0 ? request.path : request.path.slice(0, mark);
    const about = resourceRequest(path);
    const query = new URLSearchParams(mark < 0 ? '' : request.path.slice(mark + 1));
    const call = about && this.callOf(request, query, about);
    if (!call) return documentAnswer({ world: this.world, request, path, query, cache: this.documents });
    // Subresources such as logs answer with text.
    if (about.subresource === undefined) assertReadable(request.headers['accept'], call.kind.isCustom);
    return handlerOf(call)(call);
  }

  /** Undefined if the path is none of a resource that is served. */
  private callOf(request: ApiRequest, query: URLSearchParams, about: ResourceRequest): Call | undefined {
    const { world } = this;
    const kind = world.kinds.find(about.group, about.version, about.plural);
    if (!kind) {
      // Of other groups nobody handles what no definition declares.
      if (world.kinds.isBuiltIn(about.group)) throw notServed();
      return undefined;
    }
    if (!kind.namespaced && about.namespace !== undefined) {
      if (kind.isCustom) return undefined;
      throw notServed();
    }
    assertName(about.name);
    const now = moment(world.clock);
    const warnings: string[] = [];
    return {
      world,
      request,
      query,
      kind,
      resource: resourceOf(kind),
      namespace: kind.namespaced ? about.namespace : '',
      name: about.name,
      subresource: about.subresource,
      now,
      warnings,
      view: viewOf(world, now, warnings),
    };
  }
}

function assertSize({ body = '' }: ApiRequest): void {
  if (body.length > MOST_BODY) throw tooLarge();
}

function assertName(name: string | undefined): void {
  const wrong = ['/', '%'].find((character) => name?.includes(character));
  if (wrong) throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not contain '${wrong}'`);
}
