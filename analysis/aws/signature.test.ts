import { expect, it } from 'vitest';
import type { HttpRequest } from '../providers/provider.ts';
import { signatureHeaders } from './signature.ts';

/** Of the test suite that AWS has published. */
const SUITE = {
  keys: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 'service',
  now: new Date('2015-08-30T12:36:00Z'),
};
const HOST = 'https://example.amazonaws.com';
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TOKEN = [
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/',
  'qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+',
  'scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==',
].join('');

const get = (url: string, headers?: HttpRequest['headers']): HttpRequest => ({
  ...{ method: 'GET', url },
  ...(headers && { headers }),
});
const post = (headers?: HttpRequest['headers'], body?: string): HttpRequest => ({
  ...{ method: 'POST', url: `${HOST}/` },
  ...(headers && { headers }),
  ...(body !== undefined && { body }),
});
const form = (type: string) => post({ 'Content-Type': type }, 'Param1=value1');

it.each<[name: string, request: HttpRequest, signed: string, signature: string]>([
  ['get-vanilla', get(HOST), '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    get(`${HOST}/?Param2=value2&Param1=value1`),
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-unreserved',
    get(`${HOST}/${UNRESERVED}`),
    '',
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  ['post-vanilla', post(), '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-header-key-sort',
    post({ 'My-Header1': 'value1' }),
    'my-header1',
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-header-value-case',
    post({ 'My-Header1': 'VALUE1' }),
    'my-header1',
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'get-header-key-duplicate',
    get(HOST, { 'My-Header1': ' value2,value2,value1 ' }),
    'my-header1',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'post-x-www-form-urlencoded',
    form('application/x-www-form-urlencoded'),
    'content-type',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    form('application/x-www-form-urlencoded; charset=utf8'),
    'content-type',
    '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  ],
])('%s of the published suite', (_, request, signed, signature) => {
  const names = ['host', 'x-amz-date', ...(signed ? [signed] : [])].sort().join(';');
  expect(signatureHeaders(request, SUITE)).toEqual({
    'x-amz-date': '20150830T123600Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
  });
});

it('signs the token of temporary keys: post-sts-header-before of the published suite', () => {
  const keys = { ...SUITE.keys, sessionToken: TOKEN };
  expect(signatureHeaders(post(), { ...SUITE, keys })).toEqual({
    'x-amz-date': '20150830T123600Z',
    'x-amz-security-token': TOKEN,
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  });
});

it('signs as the documentation of IAM does', () => {
  const url = 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08';
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const { authorization } = signatureHeaders(get(url, headers), { ...SUITE, service: 'iam' });
  expect(authorization).toMatch(/Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/);
});

it.each<[service: string, one: string, other: string, isSame: boolean]>([
  ['s3', '/a%20b', '/a b', true],
  ['s3', '/a%20b', '/a%2520b', false],
  ['aps', '/a%20b', '/a b', true],
  ['aps', '/a%20b', '/a%2520b', false],
])('signs for %s the path that goes over the wire: %s, %s', (service, one, other, isSame) => {
  const signed = (path: string) => signatureHeaders(get(`${HOST}${path}`), { ...SUITE, service })['authorization'];
  expect(signed(one) === signed(other)).toBe(isSame);
});
