/** What went wrong on the way to a server, in words that fit one line. Pure. */

const MOST_CHARACTERS = 300;

const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed by the other side',
  UND_ERR_SOCKET: 'connection closed by the other side',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found: no name server answered',
  ETIMEDOUT: 'no connection: timed out',
  UND_ERR_CONNECT_TIMEOUT: 'no connection: timed out',
  EHOSTUNREACH: 'host not reachable',
  ENETUNREACH: 'network not reachable',
  UND_ERR_HEADERS_TIMEOUT: 'no answer: timed out',
  UND_ERR_CLOSED: 'closed on this side',
  UND_ERR_DESTROYED: 'closed on this side',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another host',
};

/** Codes of certificates that do not convince, as OpenSSL names them. */
const DISTRUST =
  /^(UNABLE_TO_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/;

export function networkProblem(error: Error): string {
  // The reason is OpenSSL's, shorter than the message.
  const { code = '', name, message, reason } = error as Error & { readonly code?: string; readonly reason?: string };
  const said = (reason || message).split('\n', 1).join('').trim().slice(0, MOST_CHARACTERS);
  if (DISTRUST.test(code)) return `certificate is not trusted: ${said}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${PROBLEMS[code]}: ${said}`;
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return PROBLEMS[code] ?? `TLS failed: ${said}`;
  if (name === 'HTTPParserError' || code.startsWith('HPE_')) return 'the answer is not HTTP';
  return PROBLEMS[code] ?? (said || code);
}
