/** Compiled conditions, kept as long as they are in use: thousands of runs share a few. */
import { type Compiled, compileCondition } from '../../analysis/expressions/condition.ts';
import type { Problem } from '../../analysis/expressions/problem.ts';
import type { Compile } from '../../analysis/verdict/conditions.ts';

const MOST = 5_000;

export function compileCache(): Compile {
  const known = new Map<string, Compiled | Problem>();
  return (text) => {
    const compiled = known.get(text) ?? compileCondition(text);
    // The last ones in use are the last in the map.
    known.delete(text);
    known.set(text, compiled);
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return compiled;
  };
}
