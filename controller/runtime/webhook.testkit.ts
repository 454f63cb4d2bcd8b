/** Asks a webhook as API servers do, shows it certificates, and reads how the documentation would have it registered. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseYamlDocuments } from '../../kube/yaml.ts';
import { type Certificate, selfSigned } from '../../sandbox/certificate.ts';

/** A folder as a mounted Secret is one. */
export function certificateFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-webhook-'));
  const files = { key: join(folder, 'tls.key'), cert: join(folder, 'tls.crt') };
  const write = (content: Certificate) => {
    writeFileSync(files.key, content.key);
    writeFileSync(files.cert, content.certificate);
    return content;
  };
  return {
    folder,
    files,
    write,
    first: write(selfSigned(new Date())),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Over a connection of its own, trusting this certificate alone. */
export function ask(port: number, ca: string, body: string | Buffer, options: RequestOptions = {}): Promise<Answer> {
  const sent = { host: '127.0.0.1', port, ca, method: 'POST', path: '/validate?timeout=10s', agent: false, ...options };
  return new Promise((resolve, reject) => {
    const call = request(sent, async (response) => {
      const text = (await response.toArray()).join('');
      resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
    });
    call.on('error', reject);
    call.end(body);
  });
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
}

interface Registered {
  readonly clientConfig: { readonly service: { readonly namespace: string; readonly name: string; path: string } };
  readonly failurePolicy: string;
  readonly rules: readonly Rule[];
}

/** The examples of docs/operations.md, by kind. */
export function documented() {
  const blocks = [...readFileSync('docs/operations.md', 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)];
  const objects = blocks.flatMap(([, text = '']) => parseYamlDocuments(text)) as readonly { readonly kind: string }[];
  const find = (kind: string) => objects.find((object) => object.kind === kind) as unknown;
  return {
    configuration: find('ValidatingWebhookConfiguration') as { readonly webhooks: readonly [Registered] },
    service: find('Service') as {
      readonly metadata: { readonly name: string; readonly namespace: string };
      readonly spec: { readonly ports: readonly { readonly port: number; readonly targetPort: number }[] };
    },
  };
}
