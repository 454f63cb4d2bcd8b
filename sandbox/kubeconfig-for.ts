/** The file that lets kubectl find the sandbox. */
import type { Certificate } from './certificate.ts';

/** What a client must trust, and what it must know. */
export interface Tls extends Certificate {
  readonly token: string;
}

export function kubeconfigFor(url: string, tls: Tls | undefined): string {
  // client-node speaks plain HTTP only if it is told not to verify anything.
  const trust = tls
    ? `certificate-authority-data: ${Buffer.from(tls.certificate).toString('base64')}`
    : 'insecure-skip-tls-verify: true';
  return `apiVersion: v1
kind: Config
clusters:
- name: sluice-sandbox
  cluster:
    server: ${url}
    ${trust}
users:
- name: sluice-sandbox
  user: ${tls === undefined ? '{}' : `\n    token: ${tls.token}`}
contexts:
- name: sluice-sandbox
  context:
    cluster: sluice-sandbox
    user: sluice-sandbox
current-context: sluice-sandbox
`;
}
