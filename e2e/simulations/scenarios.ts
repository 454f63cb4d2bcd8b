/** The stories there are. */
import type { Scenario } from '../../sandbox/simulation/scenario.ts';
import { fleet } from './fleet/fleet.ts';
import { recklessReplicas, replicas } from './replicas.ts';
import { basicCanary, blueGreen, gatewayCanary, nginxCanary, pingPong } from './rollouts.ts';
import { lateEndpoints, slowRollout } from './slow-rollout.ts';
import { carefulToy, hastyToy, hastyToyInPeace } from './toy.ts';

export const scenarios: readonly Scenario[] = [
  carefulToy,
  hastyToy,
  hastyToyInPeace,
  replicas,
  recklessReplicas,
  slowRollout,
  lateEndpoints,
  basicCanary,
  nginxCanary,
  gatewayCanary,
  pingPong,
  blueGreen,
  fleet,
];
