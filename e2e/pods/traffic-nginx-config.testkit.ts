/** What nginx does with a pair of Ingresses, as a file of its own words: a share of the requests goes to the canary's pods. */
import type { KubeObject } from '../../kube/types.ts';

/** What nginx looks at of the cluster. */
export interface NginxSight {
  readonly host: string;
  readonly ingresses: readonly KubeObject[];
  readonly endpoints: readonly KubeObject[];
}

/** Where it runs. */
export interface NginxPlace {
  readonly folder: string;
  readonly port: number;
}

interface Ingress extends KubeObject {
  readonly spec?: {
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: {
        readonly paths?: readonly { readonly backend: { readonly service?: { readonly name: string } } }[];
      };
    }[];
  };
}

interface Endpoints extends KubeObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

const PREFIX = 'nginx.ingress.kubernetes.io';

/** Undefined until there is an Ingress that leads somewhere. */
export function nginxConfig(sight: NginxSight, { folder, port }: NginxPlace): string | undefined {
  const ours = (sight.ingresses as readonly Ingress[]).filter((one) => ruleFor(one, sight.host));
  const main = ours.find((one) => !isCanary(one));
  if (!main) return undefined;
  const canary = ours.find(isCanary);
  const split = canary ? splitClients(shareOf(canary)) : 'split_clients "$request_id" $pool { * stable; }';
  return `
worker_processes 2;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join('\n  ')}
  upstream stable { ${serversOf(main, sight)} }
  ${canary ? `upstream canary { ${serversOf(canary, sight)} }` : ''}
  ${split}
  server {
    listen 127.0.0.1:${port};
    server_name ${sight.host};
    location / {
      proxy_pass http://$pool;
      proxy_next_upstream off;
    }
  }
}
`;
}

const isCanary = ({ metadata: { annotations = {} } }: KubeObject): boolean =>
  annotations[`${PREFIX}/canary`] === 'true';

/** In per cent. */
function shareOf({ metadata: { annotations = {} } }: KubeObject): number {
  const [weight, total] = [
    annotations[`${PREFIX}/canary-weight`] ?? 0,
    annotations[`${PREFIX}/canary-weight-total`] ?? 100,
  ];
  return (Number(weight) / Number(total)) * 100;
}

/** nginx refuses a share of nothing, and more than one hundred per cent. */
function splitClients(percent: number): string {
  const shares = percent <= 0 ? '* stable;' : percent >= 100 ? '* canary;' : `${percent}% canary; * stable;`;
  return `split_clients "$request_id" $pool { ${shares} }`;
}

const ruleFor = ({ spec }: Ingress, host: string) => spec?.rules?.find((rule) => rule.host === host);

/** A Service without pods refuses, as nobody stands in for it. */
function serversOf(ingress: Ingress, { host, endpoints }: NginxSight): string {
  const service = ruleFor(ingress, host)?.http?.paths?.[0]?.backend.service?.name;
  const found = (endpoints as readonly Endpoints[]).find(({ metadata }) => metadata.name === service);
  const servers = (found?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    addresses.map(({ ip }) => `server ${ip}:${ports[0]?.port} max_fails=0;`),
  );
  return servers.length > 0 ? servers.sort().join(' ') : 'server 127.0.0.1:1 max_fails=0;';
}
