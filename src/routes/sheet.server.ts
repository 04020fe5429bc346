// Tables and documents that people take away.
import { type Sheet, toCsv, toXlsx } from '#platform/sheet/sheet.ts';
import { nothingHere } from './gate.server.ts';

const types = new Map([
	['csv', 'text/csv; charset=utf-8'],
	['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]);

/** A table as a file of the wanted format; 404 for a format that there is not. */
export async function takenAway(format: string, name: string, sheet: Sheet): Promise<Response> {
	const type = types.get(format) ?? nothingHere();
	const body = format === 'csv' ? toCsv(sheet) : new Uint8Array(await toXlsx(sheet));
	return new Response(body, {
		headers: {
			'content-type': type,
			'content-disposition': `attachment; filename="${name}.${format}"`,
			'cache-control': 'private, no-store',
		},
	});
}

/** A document as a page shows or prints it: never kept on the way, and a picture may do nothing but be looked at. */
export function documentResponse(body: Uint8Array<ArrayBuffer>, name: string, form: 'pdf' | 'svg'): Response {
	return new Response(body, {
		headers: {
			'content-type': form === 'pdf' ? 'application/pdf' : 'image/svg+xml',
			'content-disposition': `inline; filename="${name}.${form}"`,
			'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
			'cache-control': 'private, no-store',
		},
	});
}
