/** Where keys for AWS come from: the environment, roles, files, the container, the machine. Each source knows whether it is meant. */

import { type Profile, profileNamed } from '../../analysis/aws/profiles.ts';
import type { AwsKeys } from '../../analysis/aws/signature.ts';
import { keysInJson, keysInXml, type TemporaryKeys } from '../../analysis/aws/temporary-keys.ts';
import type { HttpRequest, Send } from '../../analysis/providers/provider.ts';
import { textOf } from './act.ts';
import { answerTo, type Env, type QueryService } from './aws-query.ts';

export interface Means {
  readonly env: Env;
  readonly send: Send;
  readonly now: () => Date;
  /** A whole text file. Rejects if there is none. */
  readonly read: (path: string) => Promise<string>;
}

/** Undefined if it is not set up here; a set-up that does not work is an error, not a reason to look elsewhere. */
type Source = (means: Means) => Promise<TemporaryKeys | undefined>;

/** Milliseconds. They are next door. */
const TIMEOUT = 2_000;
const SESSION = 'sluice';
const STS: QueryService = { name: 'sts', version: '2011-06-15', variable: 'AWS_ENDPOINT_URL_STS' };
const MACHINE = 'http://169.254.169.254';
const CONTAINER = 'http://169.254.170.2';
/** Roles that stand on profiles that stand on roles. */
const DEEPEST = 5;

export async function keysFrom(means: Means): Promise<TemporaryKeys> {
  const sources: readonly Source[] = [fromEnvironment, fromWebIdentity, fromUsualProfile, fromContainer, fromMachine];
  for (const source of sources) {
    const keys = await source(means);
    if (keys) return keys;
  }
  throw new Error('there are no keys for AWS: see docs/traffic.md');
}

export async function keysOfProfile(name: string, means: Means): Promise<TemporaryKeys> {
  return await profileKeys(name, means, 0);
}

/** The keys of a role that those with other keys may take on. */
export async function keysOfRole(roleArn: string, keys: AwsKeys, means: Means): Promise<TemporaryKeys> {
  const parameters = { RoleArn: roleArn, RoleSessionName: SESSION };
  return await roleKeys({ action: 'AssumeRole', parameters, keys }, means);
}

/** Undefined if nobody says. */
export async function regionFrom(means: Means, profile?: string): Promise<string | undefined> {
  const { env } = means;
  const set = profile === undefined ? env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] : undefined;
  if (set) return set;
  const settings = await profileSettings(profile ?? usualProfile(env), means);
  return (
    settings?.['region'] ||
    env['AWS_REGION'] ||
    env['AWS_DEFAULT_REGION'] ||
    (await machineText('placement/region', means))
  );
}

const fromEnvironment: Source = ({ env }) => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) return Promise.resolve(undefined);
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) });
};

const fromWebIdentity: Source = async (means) => {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: roleArn, AWS_ROLE_SESSION_NAME: session } = means.env;
  return file && roleArn ? await webIdentityKeys({ file, roleArn, session }, means) : undefined;
};

interface WebIdentity {
  readonly file: string;
  readonly roleArn: string;
  readonly session?: string | undefined;
}

async function webIdentityKeys({ file, roleArn, session }: WebIdentity, means: Means): Promise<TemporaryKeys> {
  const token = await readAs('the web identity token', file, means);
  const parameters = { RoleArn: roleArn, RoleSessionName: session || SESSION, WebIdentityToken: token };
  return await roleKeys({ action: 'AssumeRoleWithWebIdentity', parameters }, means);
}

async function roleKeys(
  call: { readonly action: string; readonly parameters: Readonly<Record<string, string>>; readonly keys?: AwsKeys },
  means: Means,
): Promise<TemporaryKeys> {
  const region = (await regionFrom(means)) ?? 'us-east-1';
  const text = await answerTo({ ...call, service: STS, region, now: means.now() }, means.send, means.env);
  return told(`sts ${call.action}`, () => keysInXml(text, call.action));
}

const usualProfile = (env: Env): string => env['AWS_PROFILE'] || 'default';

const fromUsualProfile: Source = async (means) => {
  const name = usualProfile(means.env);
  const settings = await profileSettings(name, means);
  const isMeant = means.env['AWS_PROFILE'] || settings?.['aws_access_key_id'] || settings?.['role_arn'];
  return isMeant ? await profileKeys(name, means, 0) : undefined;
};

async function profileSettings(name: string, { env, read }: Means): Promise<Profile | undefined> {
  const home = env['HOME'] ?? '';
  const files = [
    env['AWS_CONFIG_FILE'] || (home && `${home}/.aws/config`),
    env['AWS_SHARED_CREDENTIALS_FILE'] || (home && `${home}/.aws/credentials`),
  ];
  // Most have neither.
  const [config = '', credentials = ''] = await Promise.all(
    files.map((file) => (file ? read(file).catch(() => '') : '')),
  );
  return profileNamed(name, config, credentials);
}

async function profileKeys(name: string, means: Means, depth: number): Promise<TemporaryKeys> {
  const settings = await profileSettings(name, means);
  if (!settings) throw new Error(`there is no AWS profile ${name}`);
  if (depth > DEEPEST) throw new Error(`AWS profile ${name} stands on too many others`);
  const { role_arn: roleArn, source_profile: source, web_identity_token_file: file } = settings;
  if (roleArn && file) return await webIdentityKeys({ roleArn, file, session: settings['role_session_name'] }, means);
  const isOther = roleArn && source && source !== name;
  const keys = isOther ? await profileKeys(source, means, depth + 1) : ownKeys(name, settings);
  return roleArn ? await keysOfRole(roleArn, keys, means) : keys;
}

function ownKeys(name: string, settings: Profile): AwsKeys {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey, aws_session_token: token } = settings;
  if (!accessKeyId || !secretAccessKey) throw new Error(`AWS profile ${name} has no keys that can be used`);
  return { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) };
}

const fromContainer: Source = async (means) => {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = means.env;
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN: given, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file } = means.env;
  const url = path ? `${CONTAINER}${path}` : full;
  if (!url) return undefined;
  if (!isNearby(url)) throw new Error('AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor next door');
  const token = file ? await readAs('the token for container credentials', file, means) : given;
  const text = await answered({ method: 'GET', url, ...(token && { headers: { authorization: token } }) }, means);
  return told('container credentials', () => keysInJson(text));
};

/** Over plain HTTP only the addresses that no packet leaves the machine for. */
function isNearby(url: string): boolean {
  const { protocol = '', hostname = '' } = URL.canParse(url) ? new URL(url) : {};
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}

const fromMachine: Source = async (means) => {
  const role = (await machineText('iam/security-credentials/', means))?.split('\n')[0];
  const text = role && (await machineText(`iam/security-credentials/${role}`, means));
  return text ? told('machine credentials', () => keysInJson(text)) : undefined;
};

/** Undefined if this is no machine of AWS, or if it has no such thing. */
async function machineText(path: string, means: Means): Promise<string | undefined> {
  const { AWS_EC2_METADATA_DISABLED: disabled, AWS_EC2_METADATA_SERVICE_ENDPOINT: given } = means.env;
  if (disabled?.toLowerCase() === 'true') return undefined;
  const base = `${(given || MACHINE).replace(/\/$/, '')}/latest`;
  try {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '300' };
    const token = await answered({ method: 'PUT', url: `${base}/api/token`, headers }, means);
    const asking = { method: 'GET', url: `${base}/meta-data/${path}` } as const;
    return (await answered({ ...asking, headers: { 'x-aws-ec2-metadata-token': token } }, means)).trim();
  } catch {
    return undefined;
  }
}

async function answered(request: HttpRequest, { send }: Means): Promise<string> {
  const { status, text } = await send({ ...request, timeout: TIMEOUT });
  if (status !== 200) throw new Error(`${new URL(request.url).host} answered ${status}`);
  return text;
}

async function readAs(what: string, file: string, { read }: Means): Promise<string> {
  const text = await read(file).catch(() => undefined);
  if (!text) throw new Error(`${what} cannot be read from ${file}`);
  return text.trim();
}

function told<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${where}: ${textOf(error)}`);
  }
}
