/** The contract between a Rollout's decisions and what divides its requests. Routers are pure: others read and write. */
import type { LabelSelector } from '../../crds/kubernetes.ts';
import type { StringMatch } from '../../crds/rollout/steps.ts';
import type { KubeObject, Ref, Resource } from '../../kube/types.ts';
import type { Action, Notice } from '../runtime/plan.ts';

export interface Destination {
  /** As in the place. */
  readonly service: string;
  /** The revision that is to answer; empty if none is known. */
  readonly hash: string;
  readonly role: 'canary' | 'stable' | 'experiment';
  readonly weight: number;
}

/** Sends requests with all these headers to the canary. */
export interface HeaderRoute {
  readonly name: string;
  readonly match: readonly { readonly headerName: string; readonly headerValue: StringMatch }[];
}

/** Copies requests that meet any of the matches to the canary. */
export interface MirrorRoute {
  readonly name: string;
  readonly match: readonly RequestMatch[];
  readonly percentage: number;
}

export interface RequestMatch {
  readonly method?: StringMatch | undefined;
  readonly path?: StringMatch | undefined;
  readonly headers?: Readonly<Record<string, StringMatch>> | undefined;
}

/**
 * Clients who stay with the side that answered them first: a cookie tells which it was, in which rollout, and how large
 * the canary's share was then.
 */
export interface Cohorts {
  readonly cookie: string;
  /** In seconds, from the answer that sets the cookie on. */
  readonly maxAge: number;
  /** The canary's revision. Cookies of other rollouts mean nothing. */
  readonly hash: string;
  /** What new cookies say of the share. */
  readonly weight: number;
  /** Only cookies of these shares count, the new ones among them. */
  readonly held: readonly number[];
  /** Else those who were sent to stable are drawn anew with each request. */
  readonly holdsStable: boolean;
}

/** How all requests are to be divided. Managed routes that it does not hold go away. */
export interface Split {
  /** One canary, one stable, any number of experiments; their weights add up to `total`. */
  readonly destinations: readonly Destination[];
  readonly total: number;
  readonly headerRoutes: readonly HeaderRoute[];
  readonly mirrorRoutes: readonly MirrorRoute[];
  /** Undefined while nobody is held, as at weight 0 and after an abort. */
  readonly cohorts?: Cohorts | undefined;
}

/** Which Rollout asks, and what does not change from one split to the next. */
export interface Place {
  readonly rollout: Ref;
  readonly uid: string;
  /** The Service, or a name with a space in it where there is none because the router itself selects the pods. */
  readonly stableService: string;
  readonly canaryService: string;
  /** Names that steps may give to routes, the one with the highest precedence first. */
  readonly managedRoutes: readonly string[];
  /** What is read for the Rollout, in versions that the cluster serves. */
  readonly served?: readonly Resource[];
  /** Of the snapshot. Nothing is waited for without it. */
  readonly now?: Date;
}

/** One object, or those of a kind with these labels in a namespace. Whichever version of the kind is served. */
export type Reading =
  | { readonly ref: Ref }
  | { readonly resource: Resource; readonly namespace: string; readonly labels: LabelSelector };

/** What one Ingress, or one rule of a route, tells the proxy. */
export interface Shown {
  /** For people: `rule 2 of HTTPRoute shop/web`. */
  readonly where: string;
  /** Parts of `of` by service. A service that is not named gets nothing. */
  readonly weights: Readonly<Record<string, number>>;
  readonly of: number;
}

/** Where the router itself selects the pods of a revision. */
export interface Selected {
  /** The Service among whose pods it does; its namespace is the Rollout's. */
  readonly service: string;
  /** Empty if it selects no revision. */
  readonly hash: string;
}

export interface Observed {
  /** Empty while nothing divides requests yet. */
  readonly shown: readonly Shown[];
  /** Managed routes that are in place everywhere they belong. */
  readonly routes: readonly string[];
  /** Only of routers that select pods, in place of Services or beside them. */
  readonly selected?: { readonly canary?: Selected; readonly stable?: Selected };
  /** Why some of it is unknown. */
  readonly problems: readonly string[];
}

/** What makes a spec invalid: an object that it names is missing, or of no use. */
export interface Unfit {
  /** Below the router's field: `virtualService.name`. */
  readonly path: string;
  /** As the spec has it there. */
  readonly value: string;
  readonly message: string;
  /** The kind of the object that is not there. */
  readonly missing?: string;
}

export interface Rendered {
  /** Empty if the objects say what they should. */
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  /** What keeps the split from being complete. The actions are right all the same. */
  readonly problems: readonly string[];
  /** When there is more to do, though nothing changes until then. */
  readonly wakeAt?: Date;
}

/** What a router can do beyond dividing requests between canary and stable in parts of 100. */
export interface Capabilities {
  readonly total?: true;
  /** `exact` if it compares no values but whole ones. */
  readonly headerRoutes?: true | 'exact';
  readonly mirrorRoutes?: true;
  readonly experiments?: true;
  /** `both` if it cannot hold those of the canary alone. */
  readonly sticky?: true | 'both';
}

/** Every function takes all objects that were read for the Rollout and looks at its own. None of them throws. */
export interface Router<Config> {
  readonly can: Capabilities;
  /** All that it ever reads, in the versions it knows best. */
  readonly kinds: readonly Resource[];
  reads(config: Config, place: Place): readonly Reading[];
  /** What the spec names and what is of use for it, in the order of the spec. */
  unfit(config: Config, place: Place, objects: readonly KubeObject[]): readonly Unfit[];
  observed(config: Config, place: Place, objects: readonly KubeObject[]): Observed;
  /** Patches within the leases for objects of users; whole objects only for ours. */
  render(config: Config, place: Place, split: Split, objects: readonly KubeObject[]): Rendered;
  /** The paths of this object that are the Rollout's while it lasts; none in objects that are not the router's. */
  leases(config: Config, place: Place, object: KubeObject): readonly string[];
  /**
   * Gives everything to stable and lets go of objects that the Rollout once steered or made. Which services those know
   * is taken from themselves: the spec may name others by now, or none.
   */
  release(place: Place, objects: readonly KubeObject[]): Rendered;
}
