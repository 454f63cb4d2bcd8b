/** Why a query has no answer: it is no query, it is beyond what the sandbox knows, or it fails on the data there is. */
export type QueryFault = 'bad_data' | 'execution';

export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly fault: QueryFault;
  readonly isUnsupported: boolean;

  constructor(fault: QueryFault, message: string, isUnsupported = false) {
    super(message);
    this.fault = fault;
    this.isUnsupported = isUnsupported;
  }
}

export const unsupported = (what: string): QueryError =>
  new QueryError(
    'bad_data',
    `unsupported: ${what}; the sandbox knows a subset of PromQL, use a real Prometheus for the rest`,
    true,
  );

export const executionError = (message: string): QueryError => new QueryError('execution', message);

/** An error at a place in the query's text, as line and column. */
export function parseError(query: string, at: number, message: string): QueryError {
  const before = query.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return new QueryError('bad_data', `${line}:${column}: parse error: ${message}`);
}
