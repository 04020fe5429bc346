import { json } from '@sveltejs/kit';
import { noteScans } from '#modules/conduct/write-door.server.ts';
import { readScans } from '#modules/registration/schema-door.ts';
import { jsonIn } from '#platform/form.ts';
import * as gate from '../../../gate.server.ts';
import type { RequestHandler } from './$types';

// What a device did while it was connected, or before; the same act may come any number of times.
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const { now, language } = locals;
	// The gate first: whoever has no link sends nothing.
	await locals.within((tx) => gate.doorKeeper(tx, locals, params.token));
	const sent = readScans(await jsonIn(request));
	const done = await locals.within(async (tx) => {
		const by = await gate.doorKeeper(tx, locals, params.token);
		return sent && noteScans(tx, by, sent.scans, { now, language });
	});
	return sent ? json({ done, unreadable: sent.unreadable }) : json({ message: 'a list of acts is expected' }, { status: 400 });
};
