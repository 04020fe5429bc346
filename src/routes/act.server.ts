import { type ActionFailure, fail, redirect } from '@sveltejs/kit';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, formIn, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { organiser } from './gate.server.ts';

/**
 * Does something as a meeting's organiser and comes back to one of its pages, which says what was done, and how many of it if a number says so.
 * Errors: a refusal goes back with the form that was sent
 */
export async function actAsOrganiser(
	{ locals, params }: { locals: App.Locals; params: { meeting: string } },
	page: string,
	form: Form,
	done: string,
	work: (tx: Tx, by: Organiser) => Promise<unknown>,
): Promise<ActionFailure<{ form: Form }>> {
	const outcome = await answer(locals.within(async (tx) => work(tx, (await organiser(tx, locals, params.meeting)).organiser)));
	if (!outcome.ok) return fail(409, { form: withRejection(form, outcome.rejected, locals.language) });
	const count = typeof outcome.value === 'number' ? `&count=${outcome.value}` : '';
	redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/${page}?done=${done}${count}`));
}

/** The one thing that a button's form names, such as an id; empty where it names none. */
export async function named(request: Request, name = 'id'): Promise<string> {
	const value = (await formIn(request))?.get(name);
	return typeof value === 'string' ? value : '';
}
