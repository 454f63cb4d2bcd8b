/** Rules that divide requests between weighted backends, whatever API they are written in. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import type { Fields } from '../records.ts';
import type { Place } from '../router.ts';
import type { Narrowing } from './narrowing.ts';

export interface RuleList {
  /** Where it stands: `spec.routes`. */
  readonly path: string;
  /** One rule, which has no other fields: the path is that of its backends. */
  readonly isOne?: true;
  readonly rules: readonly unknown[];
}

/** An object as the Rollout beside it sees it. */
export interface View {
  readonly object: KubeObject & { readonly spec?: unknown };
  /** The namespace of the Rollout and its Services. */
  readonly home: string;
}

/** Where a kind keeps rules, and how they name backends. */
export interface Shape {
  lists(object: View['object']): readonly RuleList[];
  /** The spec with other rules in these lists, in the same order. */
  withLists(object: View['object'], lists: readonly (readonly unknown[])[]): Fields;
  /** Below a rule: `services`. */
  readonly backendsPath: string;
  backends(rule: Fields): readonly unknown[];
  withBackends(rule: Fields, backends: readonly unknown[]): Fields;
  /** Undefined if it leads to something else than a Service beside the Rollout. */
  serviceOf(backend: Fields, view: View): string | undefined;
  /** The namespace that it names, where it may be another one than that of the object. */
  namespaceOf?(backend: Fields): string | undefined;
  /** Tells it from the others of the rule, as lease paths do: `name=web`. */
  keyOf(backend: Fields): string;
  /** Which part it gets, given all backends of its rule. */
  weightOf(backend: Fields, all: readonly unknown[]): number;
  /** The same for another Service of the Rollout. */
  copied(backend: Fields, service: string, view: View): Fields;
  /** Whether the Rollout means the rule, if it has the stable service; it means all without it. */
  isMeant?(rule: Fields): boolean;
  /** Why the object cannot hold backends to all these services. */
  lacks?(services: readonly string[], view: View): string | undefined;
  readonly managed?: ManagedShape;
  readonly single?: SingleShape;
  readonly cookies?: CookieShape;
}

/** How a kind writes rules for some of the requests. */
export interface ManagedShape {
  /** The field of a rule that says which requests are its own. */
  readonly matchField: string;
  /** Where two rules ask for the same requests, the first one gets them. */
  readonly isFirstBest?: true;
  /** The rule for each choice of requests within its own, or what the API has no words for. */
  narrowed(rule: Fields, choices: readonly Narrowing[], view: View): readonly Fields[] | string;
  toCanary(rule: Fields, canary: Fields): Fields;
  mirrored(rule: Fields, canary: Fields, percentage: number): Fields | string;
  /** The backends that get copies. */
  mirrors(rule: Fields): readonly Fields[];
}

/** How a kind has the answers of one backend set a cookie. */
export interface CookieShape {
  /** Undefined if that is not possible beside what the backend does already. */
  withCookie(backend: Fields, value: string): Fields | undefined;
  /** The backend as its user wrote it. */
  withoutCookie(backend: Fields): Fields;
  /** What below the backend is not its user's then. */
  lease(backend: Fields, value: string): string;
}

/** Another form of rules with one backend; it becomes the form with weights. */
export interface SingleShape {
  isSingle(rule: Fields): boolean;
  /** All that the change of the form touches. */
  leases(list: RuleList, key: string): readonly string[];
  simplified(rule: Fields): Fields;
}

/** One object as one Rollout sees it. */
export interface Site extends View {
  readonly shape: Shape;
  readonly place: Place;
  /** What the Rollout has recorded as its own. */
  readonly leased: readonly string[];
}

export function siteOf(shape: Shape, place: Place, object: KubeObject): Site {
  return { shape, place, object, home: place.rollout.namespace, leased: leasedBy(place.uid, object) };
}

export function titleOf({ object }: View): string {
  return `${object.kind} ${nameOf(refOf(object))}`;
}
