import { expect, it } from 'vitest';
import { tokenHeader } from './access-token.ts';
import type { Asking, Lasting } from './provider.ts';
import { NOW } from './provider-case.testkit.ts';
import { sceneOf } from './provider-world.testkit.ts';

const question = {
  system: 'the issuer',
  request: () => ({ method: 'GET', url: 'http://issuer.test/token' }) as const,
  identity: ['me', 'secret'],
};

async function rememberedFor(body: object): Promise<readonly [key: string, lasting: Lasting, header: object]> {
  const { asking } = await sceneOf({ replies: [{ body }] });
  const kept: [string, Lasting][] = [];
  const remembered: Asking['remembered'] = async (key, made) => {
    const lasting = await made();
    kept.push([key, lasting]);
    return lasting.value;
  };
  const header = await tokenHeader(question, { ...asking, remembered });
  const [[key, lasting] = ['', { value: '', until: NOW }]] = kept;
  return [key, lasting, header];
}

it.each<[what: string, expires: unknown, seconds: number]>([
  ['is renewed a minute before its end', 300, 240],
  ['is renewed after ten minutes, however long it lasts', 86_400, 600],
  ['may say in text how long it lasts', '300', 240],
  ['is used once if it ends at once', 30, 0],
  ['is used once if it does not say how long it lasts', undefined, 0],
  ['is used once if nobody understands how long it lasts', 'long', 0],
])('a token %s', async (_, expires, seconds) => {
  const [key, { value, until }, header] = await rememberedFor({ access_token: 'abc', expires_in: expires });
  expect(key).toBe('["the issuer","me","secret"]');
  expect(value).toBe('Bearer abc');
  expect(until.getTime() - NOW.getTime()).toBe(seconds * 1000);
  expect(header).toEqual({ authorization: 'Bearer abc' });
});

it.each<[what: string, token: unknown]>([
  ['is text', 7],
  ['is not empty', ''],
  ['fits into a header', 'a\nb'],
])('a token %s', async (_, token) => {
  await expect(rememberedFor({ access_token: token })).rejects.toThrow('the issuer answered without an access_token');
});
