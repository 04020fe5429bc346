import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { database } from '../../../tests/database.ts';
import { plain } from '../plain.ts';
import { plained } from './lower.ts';

const { database: db } = await database(1);

test('the database takes marks off as the program does', async () => {
	for (const text of ['ÄÖÜäöüß', 'Łukasz Żak', 'Ørsted Æbelø', 'Çelik İnönü ığüş', 'Ðĺńřțžė', 'ASD-Bezirk 7']) {
		const { rows } = await db.within([1], (tx) =>
			sql<{ plain: string }>`select ${plained(sql`${text.normalize('NFC')}::text`)} as plain`.execute(tx),
		);
		expect(rows[0]?.plain, text).toBe(plain(text));
	}
});
