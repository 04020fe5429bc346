import { pino } from 'pino';

/** Structured log lines: what happened, never about whom. */
export const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: undefined, timestamp: pino.stdTimeFunctions.isoTime });

/** Where an error was thrown, for the log: its message may quote what somebody typed, the frames of a stack never do. */
export const frames = (thrown: unknown): string[] | undefined =>
	thrown instanceof Error
		? thrown.stack
				?.split('\n')
				.filter((text) => text.trim().startsWith('at '))
				.slice(0, 8)
		: undefined;
