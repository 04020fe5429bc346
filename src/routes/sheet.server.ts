// Tables and documents that people take away.
import { error } from '@sveltejs/kit';
import { Interrupted } from '#platform/jobs/thread.ts';
import { Busy, makeDocument } from '#platform/pdf/pdf.ts';
import { type Sheet, toCsv, toXlsx } from '#platform/sheet/sheet.ts';
import { nothingHere } from './gate.server.ts';

const types = new Map([
	['csv', 'text/csv; charset=utf-8'],
	['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]);

const taken = (body: BodyInit, name: string, type: string): Response =>
	new Response(body, {
		headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'private, no-store' },
	});

/** A table as a file of the wanted format; 404 for a format that there is not. */
export async function takenAway(format: string, name: string, sheet: Sheet): Promise<Response> {
	const type = types.get(format) ?? nothingHere();
	return taken(format === 'csv' ? toCsv(sheet) : new Uint8Array(await toXlsx(sheet)), `${name}.${format}`, type);
}

/** Places as a file that maps read. */
export const mapTaken = (name: string, map: object): Response => taken(JSON.stringify(map), `${name}.geojson`, 'application/geo+json');

/** Facts as a file that programs read. */
export const jsonTaken = (name: string, facts: object): Response => taken(JSON.stringify(facts), `${name}.json`, 'application/json');

/** Cards as a file that address books read. */
export const cardsTaken = (name: string, cards: string): Response => taken(cards, `${name}.vcf`, 'text/vcard; charset=utf-8');

/**
 * Makes a document and hands it over: never kept on the way, and a picture may do nothing but be looked at.
 * Errors: 503 when too many are wanted at once
 */
export async function madeDocument(
	request: Request,
	draft: { template: string; data: unknown },
	name: string,
	form: 'pdf' | 'svg' = 'pdf',
): Promise<Response> {
	const body = await makeDocument(draft.template, draft.data, { form, signal: request.signal }).catch((problem: Error) => {
		if (problem instanceof Busy || problem instanceof Interrupted) error(503, { message: 'Busy', id: '' });
		throw problem;
	});
	return new Response(body, {
		headers: {
			'content-type': form === 'pdf' ? 'application/pdf' : 'image/svg+xml',
			'content-disposition': `inline; filename="${name}.${form}"`,
			'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
			'cache-control': 'private, no-store',
		},
	});
}
