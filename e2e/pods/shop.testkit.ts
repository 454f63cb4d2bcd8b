/** What the pods of these tests run: a shop that says its version, well or badly, and the Services before it. */

/** What a version does when it runs: `slow` takes seconds until it is ready. */
export type Manner = 'well' | 'slow' | 'crash' | 'missing';

const LABELS = { app: 'web' };

export const selector = { matchLabels: LABELS };

/** `more` is what the shell does besides before the shop opens. */
export const podTemplate = (image: string, version: string, manner: Manner, more = '') => ({
  metadata: { labels: LABELS },
  spec: { terminationGracePeriodSeconds: 8, containers: [container(image, { version, manner, more })] },
});

interface Sold {
  readonly version: string;
  readonly manner: Manner;
  readonly more: string;
}

function container(image: string, { version, manner, more }: Sold): object {
  const opens = manner === 'slow' ? '(sleep 5; touch /www/ready) &' : 'touch /www/ready;';
  const serve = `mkdir -p /www; echo ${version} >/www/index.html; ${opens} ${more} exec httpd -f -p 8080 -h /www`;
  return {
    name: 'main',
    image: manner === 'missing' ? 'registry.local/nothing:1' : image,
    imagePullPolicy: 'Never',
    command: ['sh', '-c', manner === 'crash' ? 'exit 1' : serve],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1, failureThreshold: 1 },
    // Requests still come for a moment after a pod was told to end.
    lifecycle: { preStop: { exec: { command: ['sleep', '4'] } } },
    resources: { requests: { cpu: '5m', memory: '8Mi' } },
  };
}

export const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
  spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
});

export interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly command?: readonly string[] }[] };
}

/** Whether a pod serves a version and is not about to go. */
export const isOf =
  (version: string) =>
  ({ metadata, spec: { containers } }: Pod): boolean =>
    metadata.deletionTimestamp === undefined && (containers[0]?.command?.join().includes(`echo ${version} `) ?? false);
