/** Ways to break the controller, each an edit of its text, to prove that simulations notice. */

export interface Breakage {
  readonly name: string;
  readonly file: string;
  /** There once. */
  readonly text: string;
  readonly instead: string;
}

const rollout = (name: string, file: string, text: string, instead: string): Breakage => ({
  ...{ name, file: `controller/rollout/${file}`, text, instead },
});

const router = (name: string, file: string, text: string, instead: string): Breakage => ({
  ...{ name, file: `controller/traffic/${file}`, text, instead },
});

export const breakages: readonly Breakage[] = [
  rollout(
    'shrinks before anything else',
    'stages.ts',
    '[rest.claims, grow, lower,',
    '[rest.claims, shrink, grow, lower,',
  ),
  rollout(
    'raises weights before it selects',
    'stages.ts',
    'grow, lower, switched.map',
    'grow, lower, raise, switched.map',
  ),
  rollout('shrinks whatever is needed', 'capacity.ts', 'need.get(hash) ?? 0);', '0);'),
  rollout('believes in pods without addresses', 'canary/division.ts', '(behind.get(hash) ?? 0) > 0;', 'true;'),
  rollout('raises before pods are ready', 'canary/traffic.ts', '|| isAtDesiredCounts(terms))', '|| goal > 0)'),
  rollout('lowers before stable is there', 'canary/traffic.ts', 'weight: held(terms, goal)', 'weight: goal'),
  rollout('shrinks two too many', 'canary/terms.ts', 'canary.maxSurge, canary.maxUnavailable', 'canary.maxSurge, 2'),
  rollout('ignores an abort', 'view.ts', 'isAborted: status.abort === true && !isPromoted', 'isAborted: false'),
  rollout('forgets an abort', 'status/pauses.ts', '? status.abort === true :', '? false :'),
  rollout(
    'never lets old pods go',
    'sizing/delay.ts',
    '{ ...old, size: kept } : gone(old)',
    '{ ...old, size: kept } : old',
  ),
  rollout('takes two steps at a time', 'canary/canary.ts', 'view.index + 1)', 'view.index + 2)'),
  rollout('ends every pause', 'canary/progress.ts', 'end !== undefined && snapshot.now > end', 'true'),
  rollout('forgets a resumption', 'canary/progress.ts', 'view.isControllerPause && !isBegun', 'false'),
  rollout('ignores spec.paused', 'canary/terms.ts', 'isHalted: spec.paused ||', 'isHalted:'),
  rollout(
    'switches before pods are ready',
    'blue-green/selectors.ts',
    'isSaturated(terms, current) && isReachable(terms, current) && isNoLoss(terms, current)',
    'current !== undefined',
  ),
  rollout(
    'asks nobody before it switches',
    'blue-green/preview.ts',
    '!blueGreen.autoPromotionEnabled || blueGreen.autoPromotionSeconds > 0',
    'blueGreen.autoPromotionSeconds > 9e9',
  ),
  rollout(
    'gives stable everything',
    'canary/division.ts',
    "role: 'stable', weight: maxWeight - weight",
    "role: 'stable', weight: maxWeight",
  ),
  rollout(
    'makes ReplicaSets of nobody',
    'replica-set.ts',
    '[{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }]',
    '[]',
  ),
  rollout('promotes before pods are there', 'canary/progress.ts', 'if (!isThere) return undefined;', ''),
  rollout(
    'keeps ping and pong where they are',
    'canary/canary.ts',
    "=== 'ping' ? 'pong' : 'ping'",
    "=== 'ping' ? 'ping' : 'pong'",
  ),
  rollout(
    'leaves a step with pods too many',
    'sizing/threshold.ts',
    'isTooMany(current, desired.current) || isTooMany(stable, desired.stable)',
    'false',
  ),
  {
    name: 'writes status over what others wrote',
    file: 'controller/runtime/reconcile.ts',
    text: 'guarded({ merge: { status: change } }, version)',
    instead: '{ merge: { status: change } }',
  },
  rollout(
    'sends headers to nobody',
    'canary/traffic.ts',
    '?.available ?? 0) === 0) return { goal: 0, hasRoutes: false };',
    '?.available ?? 0) === 0) return { goal: 0, hasRoutes: true };',
  ),
  router('shows the canary in no Ingress', 'nginx/nginx.ts', 'String(canaryWeight(split)),', "'0',"),
  router('takes turned rules for those of users', 'gateway-api/managed.ts', 'if (lease && ', 'if (false && '),
  router(
    'steers one router of two',
    'driver.ts',
    'const native = names.flatMap(',
    'const native = names.slice(0, 1).flatMap(',
  ),
];
