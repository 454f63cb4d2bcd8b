/** Who asks Azure: an application by its secret, or the identity that the pod runs as. */
import { tokenHeader } from './access-token.ts';
import { addressOf } from './address.ts';
import type { Asking } from './provider.ts';
import { type Credentials, credentialsOf, type SecretRef } from './secret-credentials.ts';

const AUTHORITY = 'https://login.microsoftonline.com';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const SYSTEM = 'Microsoft Entra';

export interface AzureQuestion {
  readonly secretRef: SecretRef | undefined;
  /** A token is for one API, and worth nothing elsewhere. */
  readonly audience: string;
  readonly timeout: number;
}

/** The header that a request to Azure needs. */
export async function azureHeader(
  { secretRef, audience, timeout }: AzureQuestion,
  asking: Asking,
): Promise<Readonly<Record<string, string>>> {
  const secret = await credentialsOf(secretRef, asking);
  const who = secret.from ? applicationIn(secret) : identityOf(asking);
  const authority = addressOf(SYSTEM, asking.setting('AZURE_AUTHORITY_HOST') || AUTHORITY);
  const url = `${authority}/${encodeURIComponent(who.tenant)}/oauth2/v2.0/token`;
  const form = { grant_type: 'client_credentials', scope: `${audience}/.default`, ...who.form };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = () => ({ method: 'POST', url, headers, body: String(new URLSearchParams(form)), timeout }) as const;
  return tokenHeader({ system: SYSTEM, request, identity: [url, form] }, asking);
}

interface Client {
  readonly tenant: string;
  readonly form: Readonly<Record<string, string>>;
}

const applicationIn = ({ required }: Credentials): Client => ({
  tenant: required('tenant-id'),
  form: { client_id: required('client-id'), client_secret: required('client-secret') },
});

/** What the webhook of workload identities puts into the pod. */
function identityOf(asking: Asking): Client {
  const setting = (name: string): string => {
    const value = asking.setting(name)?.trim();
    if (!value)
      throw new Error(`azureMonitor has no secretRef, and the controller no workload identity: ${name} is not set`);
    return value;
  };
  const form = {
    client_id: setting('AZURE_CLIENT_ID'),
    client_assertion_type: ASSERTION,
    client_assertion: setting('AZURE_FEDERATED_TOKEN'),
  };
  return { tenant: setting('AZURE_TENANT_ID'), form };
}
