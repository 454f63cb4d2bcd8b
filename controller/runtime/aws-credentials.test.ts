import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../analysis/providers/provider.ts';
import { type AwsOptions, awsCredentials } from './aws-credentials.ts';

const START = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'hidden', AWS_REGION: 'eu-west-1' };
const ROLE = 'arn:aws:iam::1:role/one';

const stsText = (action: string, id: string, end = START + HOUR) =>
  `<${action}Response><${action}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(end).toISOString()}</Expiration></Credentials></${action}Result></${action}Response>`;
const jsonText = (id: string, end = START + HOUR) =>
  JSON.stringify({ AccessKeyId: id, SecretAccessKey: 'hidden', Token: 't', Expiration: new Date(end).toISOString() });

type Answers = (request: HttpRequest) => { readonly status?: number; readonly text: string } | undefined;

/** What is asked of the world, and a clock that a test moves. */
function world(
  env: AwsOptions['env'],
  answers: Answers = () => undefined,
  files: Readonly<Record<string, string>> = {},
) {
  const asked: HttpRequest[] = [];
  let now = START;
  const aws = awsCredentials({
    env,
    clock: { now: () => new Date(now) },
    send: (request) => {
      asked.push(request);
      const answer = answers(request);
      if (!answer) return Promise.reject(new Error('host not reachable'));
      return Promise.resolve({ status: 200, headers: {}, took: 1, ...answer });
    },
    read: (path) => (files[path] === undefined ? Promise.reject(new Error('none')) : Promise.resolve(files[path])),
  });
  return { aws, asked, pass: (milliseconds: number) => (now += milliseconds) };
}

const fieldsOf = ({ body = '' }: HttpRequest) => Object.fromEntries(new URLSearchParams(body));
const sts: Answers = (request) => ({ text: stsText(fieldsOf(request)['Action'] ?? '', 'ASIA-sts') });

function machine({ url, method, headers = {} }: HttpRequest) {
  const path = url.replace('http://169.254.169.254/latest', '');
  const token = headers['x-aws-ec2-metadata-token'];
  if (method === 'PUT' && path === '/api/token') return { text: 'imds' };
  if (token !== 'imds') return { status: 401, text: '' };
  const role = '/meta-data/iam/security-credentials/';
  const texts: Readonly<Record<string, string>> = {
    [role]: 'node\n',
    [`${role}node`]: jsonText('ASIA-machine'),
    '/meta-data/placement/region': 'sa-east-1',
  };
  return texts[path] === undefined ? { status: 404, text: '' } : { text: texts[path] };
}

const WEB = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: ROLE, AWS_REGION: 'eu-west-1' };
const FILES = {
  '/token': 'jwt\n',
  '/home/.aws/credentials': '[default]\naws_access_key_id=AKIA-file\naws_secret_access_key=hidden',
};
const container: Answers = ({ url }) =>
  url.includes('169.254.170') ? { text: jsonText('ASIA-container') } : undefined;

describe('keys come from', () => {
  it.each<[where: string, env: AwsOptions['env'], answers: Answers, id: string]>([
    ['the environment first', { ...KEYS, ...WEB }, sts, 'AKIA'],
    ['a web identity then', { ...WEB, HOME: '/home' }, sts, 'ASIA-sts'],
    ['a file then', { HOME: '/home', AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2' }, container, 'AKIA-file'],
    ['the container then', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2' }, container, 'ASIA-container'],
    [
      'the container by its whole address',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1' },
      container,
      'ASIA-container',
    ],
    ['the machine last', {}, machine, 'ASIA-machine'],
  ])('%s', async (_, env, answers, id) => expect((await world(env, answers, FILES).aws.keys()).accessKeyId).toBe(id));

  it.each<[what: string, env: AwsOptions['env'], problem: string]>([
    ['nowhere', {}, 'there are no keys for AWS: see docs/traffic.md'],
    ['nowhere if the machine is not to be asked', { AWS_EC2_METADATA_DISABLED: 'true' }, 'there are no keys for AWS'],
    [
      'no token that is not there',
      { ...WEB, AWS_WEB_IDENTITY_TOKEN_FILE: '/x' },
      'the web identity token cannot be read from /x',
    ],
    [
      'no container far away over plain HTTP',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://10.0.0.1/keys' },
      'AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor next door',
    ],
    ['no profile that is not there', { AWS_PROFILE: 'x' }, 'there is no AWS profile x'],
    ['no host that a region makes', { ...WEB, AWS_REGION: 'a.b/c' }, '"a.b/c" is no AWS region'],
  ])(
    '%s',
    async (_, env, problem) =>
      await expect(world(env, undefined, { '/token': 'jwt' }).aws.keys()).rejects.toThrow(problem),
  );

  it('a web identity whose token stays in the body', async () => {
    const { aws, asked } = world({ ...WEB, AWS_ROLE_SESSION_NAME: 'me' }, sts, FILES);
    await aws.keys();
    expect(asked.map(({ url }) => url)).toEqual(['https://sts.eu-west-1.amazonaws.com/']);
    expect(asked.map(fieldsOf)).toEqual([
      {
        ...{ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: ROLE },
        ...{ RoleSessionName: 'me', WebIdentityToken: 'jwt' },
      },
    ]);
    expect(asked[0]?.headers).not.toHaveProperty('authorization');
  });

  it('a container that is shown its token', async () => {
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/keys',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/token',
    };
    const { aws, asked } = world(env, () => ({ text: jsonText('A') }), FILES);
    await aws.keys();
    expect(asked[0]?.headers).toEqual({ authorization: 'jwt' });
  });

  it('a role that they take on, of a profile or not', async () => {
    const config = `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\nregion = us-east-2\n[profile base]\naws_access_key_id = AKIA-base\naws_secret_access_key = hidden`;
    const { aws, asked } = world({ ...KEYS, AWS_CONFIG_FILE: '/config' }, sts, { '/config': config });
    expect((await aws.keys({ roleArn: ROLE })).accessKeyId).toBe('ASIA-sts');
    expect((await aws.keys({ profile: 'dev' })).accessKeyId).toBe('ASIA-sts');
    expect(asked.map(({ headers = {} }) => /Credential=([^/]+)/.exec(headers['authorization'] ?? '')?.[1])).toEqual([
      ...['AKIA', 'AKIA-base'],
    ]);
    expect(await aws.region('dev')).toBe('us-east-2');
  });

  it('no profiles that stand on each other', async () => {
    const config = `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\n[profile b]\nrole_arn=${ROLE}\nsource_profile=a`;
    const { aws } = world({ AWS_CONFIG_FILE: '/config' }, sts, { '/config': config });
    await expect(aws.keys({ profile: 'a' })).rejects.toThrow('stands on too many others');
  });
});

describe('temporary keys', () => {
  it('are asked for once by all, and again five minutes before their end', async () => {
    const end = { at: START + HOUR };
    const answers: Answers = () => ({ text: stsText('AssumeRoleWithWebIdentity', `to ${end.at}`, end.at) });
    const { aws, asked, pass } = world(WEB, answers, FILES);
    await Promise.all([aws.keys(), aws.keys(), aws.keys()]);
    pass(HOUR - 5 * 60_000 - 1);
    await aws.keys();
    expect(asked).toHaveLength(1);
    end.at += HOUR;
    pass(1);
    expect((await aws.keys()).accessKeyId).toBe(`to ${START + 2 * HOUR}`);
    expect(asked).toHaveLength(2);
  });

  it('are asked for again a while after that has failed', async () => {
    let isDown = true;
    const { aws, asked, pass } = world(WEB, (request) => (isDown ? { status: 503, text: '' } : sts(request)), FILES);
    const problem = 'sts AssumeRoleWithWebIdentity: answered 503';
    await expect(aws.keys()).rejects.toThrow(problem);
    isDown = false;
    await expect(aws.keys()).rejects.toThrow(problem);
    expect(asked).toHaveLength(1);
    pass(3_000);
    expect((await aws.keys()).accessKeyId).toBe('ASIA-sts');
  });
});

it('whoever is asked has little time', async () => {
  for (const [env, answers] of [
    [WEB, sts],
    [{}, machine],
  ] as const) {
    const { aws, asked } = world(env, answers, FILES);
    await aws.keys();
    expect(asked.every(({ timeout = Number.POSITIVE_INFINITY }) => timeout <= 10_000)).toBe(true);
  }
});

describe('a region is', () => {
  it.each<[where: string, env: AwsOptions['env'], region: string]>([
    ['set', { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, 'a'],
    ['set as the default', { AWS_DEFAULT_REGION: 'b' }, 'b'],
    ["the machine's", {}, 'sa-east-1'],
  ])('%s', async (_, env, region) => expect(await world(env, machine).aws.region()).toBe(region));

  it('nowhere', async () =>
    await expect(world({}).aws.region()).rejects.toThrow('there is no AWS region: set AWS_REGION'));
});

describe('a request', () => {
  const request: HttpRequest = { method: 'GET', url: 'https://example.test/' };
  it.each<[region: string | undefined, scope: string]>([
    [undefined, '20300101/eu-west-1/aps/'],
    ['us-west-2', '20300101/us-west-2/aps/'],
  ])('is signed for region %s', async (region, scope) => {
    const headers = await world(KEYS).aws.signed(request, { service: 'aps', region });
    expect(headers['authorization']).toContain(`Credential=AKIA/${scope}`);
  });

  it('that is refused tells nothing of what was signed', async () => {
    const refused = (code: string) =>
      `<ErrorResponse><Error><Code>${code}</Code><Message>the string was\n x-amz-security-token:hidden</Message></Error></ErrorResponse>`;
    for (const code of ['SignatureDoesNotMatch', 'InvalidClientTokenId']) {
      const { aws } = world(KEYS, () => ({ status: 403, text: refused(code) }));
      const problem = await aws.keys({ roleArn: ROLE }).catch((error: Error) => error.message);
      expect(problem).toBe(`sts AssumeRole: answered 403: ${code}`);
    }
  });
});
