import { LOG_LEVELS, type LogFields, type Logger, type LoggerOptions, type LogLevel } from '../observability/logger.ts';

export interface TextLoggerOptions extends LoggerOptions {
  readonly color: boolean;
}

/** Creates a logger with short lines for people. `createLogger` writes lines for programs. */
export function createTextLogger({ level, write, color, now = () => new Date() }: TextLoggerOptions): Logger {
  const least = LOG_LEVELS.indexOf(level);

  function writerOf(own: LogLevel): Logger[LogLevel] {
    if (LOG_LEVELS.indexOf(own) < least) return () => undefined;
    return (message, fields = {}) => {
      const time = now().toTimeString().slice(0, 8);
      const line = `${time}  ${message === 'request' ? requestLine(fields) : `${own} ${message}${detailsOf(fields)}`}`;
      const paint = color ? paintOf(own, fields) : undefined;
      write(paint === undefined ? line : `${paint}${line}${PLAIN}`);
    };
  }

  return { debug: writerOf('debug'), info: writerOf('info'), warn: writerOf('warn'), error: writerOf('error') };
}

function requestLine({ method, route, status, milliseconds }: LogFields): string {
  return `${status} ${String(method).padEnd(6)} ${route}  ${milliseconds} ms`;
}

const INDENT = '\n          ';

function detailsOf(fields: LogFields): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${INDENT}${name}: ${textOf(value)}`).join('');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isDescribedError(value) ? errorText(value) : JSON.stringify(value);
}

/** An error as `describeError` returns it. */
interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: unknown;
}

function isDescribedError(value: unknown): value is DescribedError {
  return typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string';
}

/** The messages of the error and its causes, and the stack of the last one, which is where it began. */
function errorText({ name, message, stack, cause }: DescribedError): string {
  if (cause === undefined) return stack.replaceAll('\n', INDENT);
  return `${name}: ${message}${INDENT}cause: ${textOf(cause)}`;
}

// Escape sequences of ECMA-48, section 8.3.117.
const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const PLAIN = '\u001b[0m';

function paintOf(level: LogLevel, { status }: LogFields): string | undefined {
  if (level === 'error' || Number(status) >= 500) return RED;
  return level === 'warn' || Number(status) >= 400 ? YELLOW : undefined;
}
