import { type RawBuilder, sql } from 'kysely';

/**
 * A text without regard to case, as JavaScript's toLowerCase has it: the order of bytes that the database sorts by knows only the letters of ASCII.
 * Shape:  text = sql.ref of a column, or an expression
 */
export const lowered = (text: RawBuilder<unknown>): RawBuilder<string> => sql<string>`lower(${text} collate "de-x-icu")`;

/**
 * A text in small letters without marks, as #platform/plain.ts has it.
 * Shape:  text = sql.ref of a column, or an expression; composed, as forms store it
 */
export const plained = (text: RawBuilder<unknown>): RawBuilder<string> => sql<string>`platform.plained(${text})`;
