/** Session persistence in the copy of a rule. */
import { type Fields, fieldsOf, isRecord } from '../records.ts';

/** The most characters of a cookie's name, in the field of today and the one before. */
const MOST = { cookie: 256, sessionName: 128 };

/**
 * The API knows no session of several rules: with one cookie for two of them a gateway may refuse both, and one request
 * to the canary would keep the client there. So the cookie gets a name of its own. Without a name the gateway makes one
 * up for each rule. A header is the client's to send, and means the session of the original.
 */
export function sessionBeside(rule: Fields): Fields {
  const { sessionPersistence, ...rest } = rule;
  if (sessionPersistence === undefined) return rule;
  const session = fieldsOf(sessionPersistence);
  if (!isRecord(sessionPersistence) || session['type'] === 'Header' || session['header'] !== undefined) return rest;
  const suffix = `-${rule['name']}`;
  const { name } = fieldsOf(session['cookie']);
  const { sessionName } = session;
  if (isTooLong(name, suffix, MOST.cookie) || isTooLong(sessionName, suffix, MOST.sessionName)) return rest;
  return {
    ...rule,
    sessionPersistence: {
      ...session,
      ...(sessionName !== undefined && { sessionName: `${sessionName}${suffix}` }),
      ...(name !== undefined && { cookie: { ...fieldsOf(session['cookie']), name: `${name}${suffix}` } }),
    },
  };
}

function isTooLong(name: unknown, suffix: string, most: number): boolean {
  return name !== undefined && `${name}${suffix}`.length > most;
}
