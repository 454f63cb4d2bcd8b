/** Why there is no access, in words that fit one line and hold no secret. Pure. */
import { ConfigError } from './access.ts';
import type { ExecSettings, Login } from './kubeconfig.ts';

/** Most characters of somebody else's words that are repeated. */
const MOST_CHARACTERS = 200;

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'a folder, not a file',
};

interface SystemError {
  readonly code?: string;
  readonly path?: string;
  readonly syscall?: string;
}

/** Undefined if reading a file is not what failed. */
export function fileProblem(error: unknown): string | undefined {
  const { code, syscall } = error as SystemError;
  if (code === undefined || !/^(open|read|stat|access)$/.test(syscall ?? '')) return undefined;
  return FILE_PROBLEMS[code] ?? `cannot be read: ${code}`;
}

/** The parser's message quotes the text around, which may be a secret; its reason may quote a word. */
export function yamlProblem(error: unknown): string {
  const { reason, mark } = error as { reason?: string; mark?: { line: number; column: number } };
  if (!reason || !mark) return 'not a kubeconfig';
  return `not YAML: ${reason.replace(/ ["<!].*/, '')} at line ${mark.line + 1}, column ${mark.column + 1}`;
}

/** Why a login failed. Nobody's own error is kept as a cause: plugins' and parsers' quote what they were given. */
export function loginProblem(error: unknown, { origin, user }: Login): ConfigError {
  if (error instanceof ConfigError) return error;
  const unreadable = fileProblem(error);
  if (unreadable) return new ConfigError(`${origin}: ${(error as SystemError).path}: ${unreadable}`);
  if (user.exec) return new ConfigError(`exec plugin "${user.exec.command}" failed: ${execProblem(error, user.exec)}`);
  // A SyntaxError quotes what is no JSON.
  const problem = error instanceof SyntaxError ? 'an answer is not JSON' : firstLine(error);
  const provider = user['auth-provider'];
  return new ConfigError(
    provider ? `${origin}: auth provider "${provider.name}" failed: ${problem}` : `${origin}: ${problem}`,
  );
}

function execProblem(error: unknown, { installHint = '' }: ExecSettings): string {
  if (error instanceof SyntaxError) return 'its answer is not JSON';
  if (error instanceof TypeError) return 'its answer is not an ExecCredential with a status';
  const { code } = error as SystemError;
  if (code === 'ENOENT') return ['no such command', firstLine(installHint)].filter(Boolean).join('; ');
  if (code !== undefined) return FILE_PROBLEMS[code] ?? code;
  return firstLine(error) || 'it said nothing on stderr';
}

/** The first line with anything in it. */
function firstLine(said: unknown): string {
  const text = said instanceof Error ? said.message : String(said);
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.trim().slice(0, MOST_CHARACTERS);
}
