/** One call of an AWS service that is asked by forms and answers in XML. */
import { type AwsKeys, signatureHeaders } from '../../analysis/aws/signature.ts';
import { elementIn, textAt } from '../../analysis/aws/xml.ts';
import type { Send } from '../../analysis/providers/provider.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface QueryService {
  /** As signatures and hosts have it. */
  readonly name: 'sts' | 'elasticloadbalancing';
  readonly version: string;
  /** Names another endpoint. */
  readonly variable: string;
}

export interface QueryCall {
  readonly service: QueryService;
  readonly region: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Undefined for what needs no signature. */
  readonly keys?: AwsKeys;
  readonly now: Date;
}

/** Milliseconds. */
const TIMEOUT = 10_000;
const MOST_SAID = 200;
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

/** The text of the answer; throws one line if it is none. */
export async function answerTo(call: QueryCall, send: Send, env: Env): Promise<string> {
  const { service, region, action, parameters, keys, now } = call;
  const body = new URLSearchParams({ Action: action, Version: service.version, ...parameters }).toString();
  const request = { method: 'POST', url: endpointOf(service, region, env), headers: FORM, body } as const;
  const signature = keys ? signatureHeaders(request, { keys, region, service: service.name, now }) : {};
  const where = `${service.name} ${action}`;
  const { status, text } = await send({ ...request, headers: { ...FORM, ...signature }, timeout: TIMEOUT }).catch(
    (error: unknown) => {
      throw new Error(`${where}: ${error instanceof Error ? error.message : 'no answer'}`);
    },
  );
  if (status !== 200) throw new Error(`${where}: answered ${status}${saidIn(text)}`);
  return text;
}

function endpointOf({ name, variable }: QueryService, region: string, env: Env): string {
  const given = env[variable] || env['AWS_ENDPOINT_URL'];
  if (given) return given;
  // It becomes part of a host.
  if (!/^[a-z\d-]+$/.test(region)) throw new Error(`${JSON.stringify(region)} is no AWS region`);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${name}.${region}.${domain}/`;
}

/** Whoever could not make sense of a signature repeats what was signed, and that holds the token. */
const ABOUT_KEYS = /signature|token|credential|accesskey/i;

function saidIn(text: string): string {
  try {
    const answer = elementIn(text);
    const [code = '', message = ''] = ['Code', 'Message'].map((name) => textAt(answer, 'Error', name));
    const said = ABOUT_KEYS.test(code) ? [code] : [code, message.replaceAll(/\s+/g, ' ')];
    const words = said.filter(Boolean).join(': ').slice(0, MOST_SAID);
    return words === '' ? '' : `: ${words}`;
  } catch {
    return '';
  }
}
