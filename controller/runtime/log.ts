/** The log: one JSON object a line, for machines first. What is secret never gets this far. */
import pino from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type Log = Readonly<Record<LogLevel, (fields: object, message: string) => void>>;

export function createLog(level: LogLevel, destination?: { write(line: string): void }): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: named } };
  return destination ? pino(options, destination) : pino(options, pino.destination({ dest: 2, sync: true }));
}

const named = (level: string) => ({ level });

export const silent: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
