export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;
export type Logger = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Writes a line, given without its line break. */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/** Writes one JSON object per line, for CloudWatch Logs Insights. Fields must never contain a token, a body or an e-mail address. */
export function createLogger({ level, write, now = () => new Date() }: LoggerOptions): Logger {
  const least = LOG_LEVELS.indexOf(level);

  function writerOf(own: LogLevel): Logger[LogLevel] {
    if (LOG_LEVELS.indexOf(own) < least) return () => undefined;
    return (message, fields = {}) => write(JSON.stringify({ time: now().toISOString(), level: own, message, ...fields }));
  }

  return { debug: writerOf('debug'), info: writerOf('info'), warn: writerOf('warn'), error: writerOf('error') };
}
