/** What is asked of AWS on behalf of Rollouts, as far as decisions know of it: no keys, no requests. */

/** Parts of the requests that one rule of a listener forwards, by the ARN of the target group. */
export type Forwarded = Readonly<Record<string, number>>;

export interface LoadBalancer {
  readonly name: string;
  readonly arn: string;
  /** One for each action that forwards. */
  readonly rules: readonly Forwarded[];
  /** By the ARN of the target group. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** For observing. Rejects with one line if AWS does not tell. */
export interface TargetGroups {
  /** Undefined if no load balancer has that name. */
  balancerAt(dnsName: string): Promise<LoadBalancer | undefined>;
  /** `10.0.0.1:8080` for each target that is registered and not on its way out. */
  targetsOf(arn: string): Promise<readonly string[]>;
}
