import { expect, it } from 'vitest';
import { keysInJson, keysInXml } from './temporary-keys.ts';

const xml = (credentials: string) =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const KEYS = {
  accessKeyId: 'ASIA',
  secretAccessKey: 's/+=',
  sessionToken: 't',
  expiresAt: new Date('2030-01-01T00:00:00Z'),
};

it('reads keys in XML and in JSON', () => {
  const text = xml(
    '<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s/+=</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>',
  );
  const fields = { AccessKeyId: 'ASIA', SecretAccessKey: 's/+=', Token: 't', Expiration: '2030-01-01T00:00:00Z' };
  expect(keysInXml(text, 'AssumeRole')).toEqual(KEYS);
  expect(keysInJson(JSON.stringify({ Code: 'Success', ...fields }))).toEqual(KEYS);
  expect(keysInJson('{"AccessKeyId":"A","SecretAccessKey":"s"}')).toEqual({ accessKeyId: 'A', secretAccessKey: 's' });
});

it.each<[text: string, problem: string]>([
  ['{"AccessKeyId":"A","SecretAccessKey":"hidden","Expiration":"soon"}', 'the answer holds keys of unknown duration'],
  ['{"AccessKeyId":"","SecretAccessKey":"hidden"}', 'the answer holds no keys'],
  ['{"AccessKeyId":5,"SecretAccessKey":"hidden"}', 'the answer holds no keys'],
  ['null', 'the answer holds no keys'],
  ['hidden', 'the answer holds no keys'],
])('%s holds none, and nothing of it is told', (text, problem) => expect(() => keysInJson(text)).toThrow(problem));

it('does not take keys that another action hands out', () =>
  expect(() => keysInXml(xml('<AccessKeyId>A</AccessKeyId>'), 'Other')).toThrow('the answer holds no keys'));
