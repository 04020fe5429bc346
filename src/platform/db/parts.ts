// PostgreSQL takes no more than 65,535 values in one statement, and its protocol trips before that.
const AT_ONCE = 500;

/** Rows in as many parts as one statement each can carry. */
export const inParts = <Row>(rows: readonly Row[]): Row[][] =>
	Array.from({ length: Math.ceil(rows.length / AT_ONCE) }, (_, at) => rows.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
