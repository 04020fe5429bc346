import { pino } from 'pino';

/** Structured log lines: what happened, never about whom. */
export const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
