/** Commands that change several objects: each is tried, and what failed is told at the end, a line each. */
import { hasReason } from '../kube/errors.ts';
import { type ClusterFlags, type Connection, connected } from './cluster.ts';

interface Named {
  /** What an object is called in what is printed. */
  readonly what: string;
  readonly names: readonly string[];
}

/** `change` answers with the line to print. */
export const changeEach = (
  flags: ClusterFlags,
  { what, names }: Named,
  change: (connection: Connection, name: string) => Promise<string>,
): Promise<void> =>
  connected(flags, (connection) =>
    tryEach(names, async (name) => {
      try {
        return await change(connection, name);
      } catch (error) {
        throw new Error(problemText(error, `${what} '${name}'`, connection), { cause: error });
      }
    }),
  );

function problemText(error: unknown, object: string, { namespace }: Connection): string {
  if (hasReason(error, 'NotFound')) return `${object} not found in namespace '${namespace}'`;
  const text = error instanceof Error ? error.message : String(error);
  return text.startsWith(`${object} `) ? text : `${object}: ${text}`;
}

/** `work` answers with the line to print. Rejects with all that failed. */
export async function tryEach<T>(items: readonly T[], work: (item: T) => Promise<string>): Promise<void> {
  const problems: unknown[] = [];
  for (const item of items) {
    try {
      process.stdout.write(`${await work(item)}\n`);
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new AggregateError(problems);
}
