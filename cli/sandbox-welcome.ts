/** What `sluice sandbox` says when it is ready: what is there, and what to try. */

import { type Colors, colorsFor, type Output } from './colors.ts';

interface Ready {
  readonly url: string;
  readonly kubeconfig: string;
  readonly hasController: boolean;
  readonly hasShop: boolean;
  readonly traffic: { readonly gatewayUrl: string; readonly metricsUrl: string } | undefined;
  /** The ports that were wished for. */
  readonly gatewayPort: number;
  readonly metricsPort: number;
}

export function welcome(output: Output, ready: Ready): string {
  const colors = colorsFor(output);
  const { url, kubeconfig, hasController } = ready;
  return [
    `${colors.bold('A Kubernetes in memory')} is ready at ${url}${hasController ? ', with the Sluice controller' : ''}.`,
    '',
    `  export KUBECONFIG=${kubeconfig}`,
    ...addresses(ready, colors),
    '',
    ...(ready.hasShop ? shopLines(ready, colors) : ['  kubectl get namespaces', '  kubectl api-resources', '']),
    colors.dim('Ctrl-C ends it.'),
    '',
  ].join('\n');
}

function addresses({ traffic, gatewayPort, metricsPort }: Ready, { bold, dim }: Colors): readonly string[] {
  if (!traffic) return [];
  const instead = (url: string, port: number) => {
    const isOther = port !== 0 && !url.endsWith(`:${port}`);
    return isOther ? dim(`  (port ${port} is in use)`) : '';
  };
  const { gatewayUrl, metricsUrl } = traffic;
  return [
    '',
    `  ${bold('gateway')}  ${gatewayUrl}${instead(gatewayUrl, gatewayPort)}`,
    `  ${bold('metrics')}  ${metricsUrl}${instead(metricsUrl, metricsPort)}  ${dim("Prometheus' query API")}`,
  ];
}

const CANARY_RATE =
  'sum(rate(http_requests_total{service="storefront-canary",code!~"5.."}[1m])) / sum(rate(http_requests_total{service="storefront-canary"}[1m]))';

function shopLines({ traffic, hasController }: Ready, { bold, dim }: Colors): readonly string[] {
  const look = [`  kubectl -n shop get ${hasController ? 'rollouts,' : ''}pods,ingress`];
  if (!traffic) return [`A small shop is in namespace ${bold('shop')}.`, '', ...look, ''];
  const curl = `  curl -H 'Host: shop.example.com' ${traffic.gatewayUrl}`;
  const rate = [`  curl -s ${traffic.metricsUrl}/api/v1/query --data-urlencode \\`, `    'query=${CANARY_RATE}'`, ''];
  return [
    `A small shop with simulated users is in namespace ${bold('shop')}: a storefront${hasController ? '' : ' with its canary'}, and a catalog.`,
    'Its pods are up in a few seconds.',
    '',
    ...look,
    curl,
    '',
    ...(hasController ? releaseLines(dim) : canaryLines(dim)),
    ...rate,
  ];
}

const release = (tag: string): string =>
  `  npx sluice set image storefront '*=registry.local/storefront:${tag}' -n shop`;

/** With the controller: a release, step by step. */
const releaseLines = (dim: (text: string) => string): readonly string[] => [
  dim('Release version 2.0: a fifth of the requests go to it, then it waits for you. See how it fares:'),
  release('2.0'),
  '  npx sluice get rollout storefront -n shop --watch',
  dim('Let it go on, or abort it:'),
  '  npx sluice promote storefront -n shop',
  '  npx sluice abort storefront -n shop',
  dim('Release one that answers 503 instead: its analysis aborts it within half a minute. Ask for its success rate:'),
  release('503'),
];

/** Without: what an Ingress does. */
const canaryLines = (dim: (text: string) => string): readonly string[] => [
  dim('Give the canary half of the requests:'),
  '  kubectl -n shop annotate ingress storefront-canary --overwrite nginx.ingress.kubernetes.io/canary-weight=50',
  dim('Break it, and ask for its success rate, which falls within the minute:'),
  '  kubectl -n shop set image deployment/storefront-canary web=registry.local/storefront:503',
];
