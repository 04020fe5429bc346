// PDF files that people hand in.
import { isHttpError } from '@sveltejs/kit';
import { formIn } from '#platform/form.ts';

const MOST_FILE_BYTES = 10_000_000;
const AROUND = 64 * 1024;

const isPdf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes.subarray(0, 5)) === '%PDF-';

/**
 * A form with a file in its field "file".
 * Shape:  data undefined = nothing that can be read; file null = none was chosen; 'wrong' = it is no PDF, or more than ten megabytes
 */
export async function pdfIn(request: Request): Promise<{ data: FormData | undefined; file: Uint8Array | null | 'wrong' }> {
	const data = await formIn(request, MOST_FILE_BYTES + AROUND).catch((problem) => {
		if (isHttpError(problem, 413)) return 'wrong' as const;
		throw problem;
	});
	if (data === 'wrong') return { data: undefined, file: 'wrong' };
	const sent = data?.get('file');
	const file = sent instanceof File && sent.size > 0 ? new Uint8Array(await sent.arrayBuffer()) : null;
	return { data, file: file === null || isPdf(file) ? file : 'wrong' };
}

/** Hands a PDF over that somebody else made: always to be saved, never opened as a page of ours. */
export const savedPdf = (file: Uint8Array, name: string): Response =>
	new Response(new Uint8Array(file), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${name}.pdf"`,
			'content-security-policy': "default-src 'none'; sandbox",
			'cache-control': 'private, no-store',
		},
	});
