/** The rules of a canary strategy. */
import type { Canary } from '../rollout/strategy.ts';
import { antiAffinityFindings } from './anti-affinity.ts';
import { analysisArgumentFindings } from './arguments.ts';
import { type Finding, invalid, when } from './finding.ts';
import { stepFindings } from './steps.ts';
import { abilities, hasAny, routerFindings, routersOf } from './traffic.ts';

export function canaryFindings(canary: Canary, path: string): Finding[] {
  const { canaryService = '', stableService = '', trafficRouting } = canary;
  return [
    ...noSurge(canary, path),
    ...when(canaryService !== '' && canaryService === stableService, () =>
      invalid(
        `${path}.stableService`,
        stableService,
        'This rollout uses the same service for the stable and canary services, but two different services are required.',
      ),
    ),
    ...pingPongFindings(canary, path),
    ...missingServices(canary, path),
    ...scalingFindings(canary, path),
    ...when((trafficRouting?.maxTrafficWeight ?? 100) !== 100 && abilities(trafficRouting, 'total').length === 0, () =>
      invalid(
        `${path}.trafficRouting.maxTrafficWeight`,
        trafficRouting?.maxTrafficWeight,
        'Canary maxTrafficWeight in traffic routing only supported in Nginx and Plugins',
      ),
    ),
    ...(canary.steps ?? []).flatMap((step, index) => stepFindings(step, canary, `${path}.steps[${index}]`)),
    ...antiAffinityFindings(canary.antiAffinity, `${path}.antiAffinity`),
    ...analysisArgumentFindings(canary.analysis?.args, `${path}.analysis`),
    ...routerFindings(trafficRouting, `${path}.trafficRouting`),
  ];
}

export function noSurge(
  { maxSurge, maxUnavailable }: Pick<Canary, 'maxSurge' | 'maxUnavailable'>,
  path: string,
): Finding[] {
  return when(isZero(maxSurge) && isZero(maxUnavailable), () =>
    invalid(`${path}.maxSurge`, maxSurge, 'MaxSurge and MaxUnavailable both can not be zero'),
  );
}

const isZero = (value: number | string): boolean => Number.parseFloat(String(value)) === 0;

function pingPongFindings({ pingPong, trafficRouting }: Canary, path: string): Finding[] {
  if (!pingPong) return [];
  const { pingService, pongService } = pingPong;
  return [
    ...when(trafficRouting !== undefined && !hasAny(trafficRouting, 'alb', 'istio', 'plugins', 'gatewayAPI'), () =>
      invalid(
        `${path}.trafficRouting`,
        routersOf(trafficRouting).join(', '),
        'Ping-pong feature works with the ALB, Istio, and plugin-based traffic routers only',
      ),
    ),
    ...when(pingService === '', () => emptyService(`${path}.pingPong.pingService`, pingService)),
    ...when(pongService === '', () => emptyService(`${path}.pingPong.pongService`, pongService)),
    ...when(pingService === pongService, () =>
      invalid(
        `${path}.pingPong.pingService`,
        pingService,
        'This rollout uses the same service for the ping and pong services, but two different services are required.',
      ),
    ),
    ...when(trafficRouting?.alb !== undefined && !trafficRouting.alb.rootService, () =>
      invalid(
        `${path}.trafficRouting.alb.rootService`,
        trafficRouting?.alb?.rootService ?? '',
        'Root service field is required for the configuration with ALB and ping-pong feature enabled',
      ),
    ),
  ];
}

const emptyService = (path: string, service: string): Finding =>
  invalid(path, service, 'Ping service and Pong service must to be set to use Ping-Pong feature');

function missingServices({ canaryService, stableService, trafficRouting, pingPong }: Canary, path: string): Finding[] {
  const needsServices =
    hasAny(trafficRouting, 'smi', 'apisix', 'ambassador', 'nginx', 'appMesh', 'traefik') ||
    hasAny(trafficRouting, 'contour', 'gloo', 'kong', 'kuma', 'skipper') ||
    (!pingPong && hasAny(trafficRouting, 'alb', 'gatewayAPI')) ||
    (!pingPong && trafficRouting?.istio !== undefined && trafficRouting.istio.destinationRule === undefined);
  if (!needsServices) return [];
  const message = 'Canary service and Stable service must to be set to use Traffic Routing';
  return [
    ...when(!stableService, () => invalid(`${path}.stableService`, stableService ?? '', message)),
    ...when(!canaryService, () => invalid(`${path}.canaryService`, canaryService ?? '', message)),
  ];
}

function scalingFindings(
  { trafficRouting, scaleDownDelaySeconds, dynamicStableScale }: Canary,
  path: string,
): Finding[] {
  const delayed = scaleDownDelaySeconds !== undefined;
  return [
    ...when(delayed && !trafficRouting, () =>
      invalid(
        `${path}.scaleDownDelaySeconds`,
        scaleDownDelaySeconds,
        'Canary scaleDownDelaySeconds can only be used with traffic routing',
      ),
    ),
    ...when(dynamicStableScale && !trafficRouting, () =>
      invalid(
        `${path}.dynamicStableScale`,
        dynamicStableScale,
        'Canary dynamicStableScale can only be used with traffic routing',
      ),
    ),
    ...when(dynamicStableScale && delayed && trafficRouting !== undefined, () =>
      invalid(
        `${path}.dynamicStableScale`,
        dynamicStableScale,
        'Canary dynamicStableScale cannot be used with scaleDownDelaySeconds',
      ),
    ),
  ];
}
