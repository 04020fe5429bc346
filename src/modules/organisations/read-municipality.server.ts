// Municipalities as people name them: by name, by key, or by a postcode that organisations of the register have.
import type { Tx } from '#platform/db/database.ts';
import { plain } from '#platform/plain.ts';

/** What was named. Shape: keys = official keys, each once; unknown = lines that name none; several = names that fit more than one */
export interface Named {
	keys: string[];
	unknown: string[];
	several: string[];
}

/** The municipalities that lines name. Two queries. */
export async function municipalitiesNamed(tx: Tx, text: string): Promise<Named> {
	const known = await tx.selectFrom('places.municipality').select(['ags', 'name']).execute();
	const placed = await tx
		.selectFrom('organisations.organisation')
		.select(['postcode', 'ags'])
		.distinct()
		.where('ags', 'is not', null)
		.where('postcode', '<>', '')
		.where('archived_at', 'is', null)
		.execute();
	const keys = new Set(known.map(({ ags }) => ags));
	const byName = Map.groupBy(known, ({ name }) => plain(name));
	const byPostcode = Map.groupBy(placed, ({ postcode }) => postcode);
	const found: Named = { keys: [], unknown: [], several: [] };
	// "Herne, Stadt" is one, and so are two on a line.
	const lines = text.split('\n').flatMap((line) => (byName.has(plain(line.trim())) ? [line] : line.split(/[;,]/)));
	for (const line of lines.map((one) => one.trim()).filter(Boolean)) {
		const digits = line.replaceAll(/\s/g, '');
		const key = /^\d{7,8}$/.test(digits) ? digits.padStart(8, '0') : '';
		const named = byName.get(plain(line)) ?? [];
		const there = /^\d{5}$/.test(digits) ? (byPostcode.get(digits) ?? []).map(({ ags }) => ags as string) : [];
		if (keys.has(key)) found.keys.push(key);
		else if (named.length > 1) found.several.push(line);
		else if (named.length === 1) found.keys.push(named[0]?.ags as string);
		else if (there.length > 1)
			found.several.push(`${line} (${there.map((ags) => known.find((one) => one.ags === ags)?.name ?? ags).join(', ')})`);
		else if (there.length === 1) found.keys.push(...there);
		else found.unknown.push(line);
	}
	return { ...found, keys: [...new Set(found.keys)] };
}
