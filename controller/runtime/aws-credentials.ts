/** Signs requests for AWS with the keys that this process has, renewed before they run out, once for all that ask. */
import { readFile } from 'node:fs/promises';
import { signatureHeaders } from '../../analysis/aws/signature.ts';
import type { TemporaryKeys } from '../../analysis/aws/temporary-keys.ts';
import type { AwsSigning, HttpRequest, Send } from '../../analysis/providers/provider.ts';
import type { Clock } from '../../kube/clock.ts';
import { answerMemory } from './aws-memory.ts';
import type { Env } from './aws-query.ts';
import { keysFrom, keysOfProfile, keysOfRole, type Means, regionFrom } from './aws-sources.ts';

export interface AwsOptions {
  readonly env: Env;
  readonly send: Send;
  readonly clock: Pick<Clock, 'now'>;
  readonly read?: Means['read'];
}

/** Whose keys: those of the process, of a profile, of a role that either takes on. */
export type Whose = Pick<AwsSigning, 'profile' | 'roleArn'>;

export interface Aws {
  /** The headers that sign a request, beside its own. */
  signed(request: HttpRequest, how: AwsSigning): Promise<Readonly<Record<string, string>>>;
  keys(whose?: Whose): Promise<TemporaryKeys>;
  /** Rejects if nobody says. */
  region(profile?: string): Promise<string>;
}

/** Milliseconds before the end of keys from which on they are renewed. */
const BEFORE_END = 5 * 60_000;
/** Keys without an end, and regions, are read again: files may change. */
const FRESH = 5 * 60_000;
const MOST_CHARACTERS = 1024 * 1024;

export function awsCredentials({ env, send, clock, read = readText }: AwsOptions): Aws {
  const means: Means = { env, send, read, now: () => clock.now() };
  const keep = answerMemory(() => clock.now().getTime());
  const fresh = () => clock.now().getTime() + FRESH;
  const endOf = ({ expiresAt }: TemporaryKeys) => (expiresAt ? expiresAt.getTime() - BEFORE_END : fresh());
  const keys: Aws['keys'] = ({ profile, roleArn } = {}) => {
    if (roleArn) {
      const ask = async () => await keysOfRole(roleArn, await keys({ profile }), means);
      return keep(JSON.stringify(['role', roleArn, profile]), ask, endOf);
    }
    const ask = () => (profile ? keysOfProfile(profile, means) : keysFrom(means));
    return keep(JSON.stringify(['keys', profile]), ask, endOf);
  };
  const region: Aws['region'] = (profile) =>
    keep(JSON.stringify(['region', profile]), () => knownRegion(means, profile), fresh);
  return {
    keys,
    region,
    signed: async (request, { service, region: asked, ...whose }) => {
      const signing = { keys: await keys(whose), region: asked || (await region(whose.profile)), service };
      return signatureHeaders(request, { ...signing, now: clock.now() });
    },
  };
}

async function knownRegion(means: Means, profile: string | undefined): Promise<string> {
  const region = await regionFrom(means, profile);
  if (!region) throw new Error('there is no AWS region: set AWS_REGION');
  return region;
}

async function readText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  if (text.length > MOST_CHARACTERS) throw new Error(`${path} is too long`);
  return text;
}
