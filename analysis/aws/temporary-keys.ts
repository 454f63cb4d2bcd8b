/** Keys as AWS hands them out for a while, in XML and in JSON. No error tells what was in the answer. */
import type { AwsKeys } from './signature.ts';
import { elementIn, textAt } from './xml.ts';

export interface TemporaryKeys extends AwsKeys {
  /** Undefined if they hold until somebody changes them. */
  readonly expiresAt?: Date | undefined;
}

/** Of the Security Token Service, for a role that was assumed. */
export function keysInXml(text: string, action: string): TemporaryKeys {
  const answer = elementIn(text);
  const at = (name: string) => textAt(answer, `${action}Result`, 'Credentials', name);
  return keysOf([at('AccessKeyId'), at('SecretAccessKey'), at('SessionToken'), at('Expiration')]);
}

/** Of a container, or of a machine. */
export function keysInJson(text: string): TemporaryKeys {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = fieldsIn(text);
  return keysOf([AccessKeyId, SecretAccessKey, Token, Expiration]);
}

function fieldsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function keysOf([accessKeyId, secretAccessKey, sessionToken, expiration]: readonly unknown[]): TemporaryKeys {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (!isText(accessKeyId) || !isText(secretAccessKey)) throw new Error('the answer holds no keys');
  const expiresAt = isText(expiration) ? new Date(expiration) : undefined;
  if (expiresAt && Number.isNaN(expiresAt.getTime())) throw new Error('the answer holds keys of unknown duration');
  return {
    accessKeyId,
    secretAccessKey,
    ...(isText(sessionToken) && { sessionToken }),
    ...(expiresAt && { expiresAt }),
  };
}
