/** Tokens as cloud providers issue them: asked for, remembered until shortly before their end. */
import { z } from 'zod';
import { jsonOf } from './http-answer.ts';
import type { Asking, HttpAnswer, HttpRequest, Lasting } from './provider.ts';
import { answered } from './question.ts';

export interface TokenQuestion {
  /** Of whoever issues it, for errors. */
  readonly system: string;
  /** Made only if there is none to remember. */
  readonly request: () => HttpRequest;
  /** Whoever would ask the same way has the same one; it may hold secrets. */
  readonly identity: readonly unknown[];
}

/** Seconds that a token must still be good for. */
const MARGIN = 60;
/** Seconds. It may be withdrawn before its end. */
const LONGEST = 600;

const Token = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.union([z.number(), z.string()]).optional(),
});
const Problem = z.object({ error: z.string().regex(/^[\w.-]{1,60}$/) });

/** The header for those who are asked with the token. */
export async function tokenHeader(
  { system, request, identity }: TokenQuestion,
  asking: Asking,
): Promise<Readonly<Record<string, string>>> {
  const authorization = await asking.remembered(JSON.stringify([system, ...identity]), async () =>
    tokenIn(system, await answered(system, asking, request()), asking.now),
  );
  return { authorization };
}

/** Of the answer nothing is told but the code of its error: it is about credentials. */
export function tokenIn(system: string, { status, text }: HttpAnswer, now: Date): Lasting {
  const told = jsonOf(text);
  const { data: problem } = Problem.safeParse(told);
  if (status !== 200) throw new Error(`${system} answered ${status}${problem ? `: ${problem.error}` : ''}`);
  const { data: token } = Token.safeParse(told);
  if (!token) throw new Error(`${system} answered without an access_token`);
  const seconds = Math.min(Number(token.expires_in ?? 0) - MARGIN, LONGEST);
  return { value: `Bearer ${token.access_token}`, until: new Date(now.getTime() + (seconds > 0 ? seconds : 0) * 1000) };
}
