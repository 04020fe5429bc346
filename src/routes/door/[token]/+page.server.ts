import { createHash, randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { noteScans } from '#modules/conduct/write-door.server.ts';
import { timeLine } from '#modules/events/output.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { organisationTypes } from '#modules/organisations/rules.ts';
import { expected, headcount } from '#modules/registration/read-door.server.ts';
import { type Expected, lookUp, type Scan, scanOutcomes } from '#modules/registration/rules-door.ts';
import { walkIn } from '#modules/registration/schema-door.ts';
import { words } from '#modules/registration/words.ts';
import { filled, isId, nothing, parse } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { clock } from '#platform/time/time.ts';
import * as gate from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const LONGEST = 80;

const shown = (language: Language, { id, name, organisation, state, arrived, door }: Expected) => ({
	id,
	name,
	organisation,
	state,
	since: arrived ? clock(language, new Date(arrived)) : '',
	door,
});

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const by = await gate.doorKeeper(tx, locals, params.token);
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		const typed = (url.searchParams.get('q') ?? '').slice(0, LONGEST);
		// Without a question the page names nobody: that is what a device keeps for when it has no connection.
		const found = typed ? lookUp(await expected(tx, by), typed) : [];
		const outcome = scanOutcomes.find((one) => one === url.searchParams.get('done'));
		const who = url.searchParams.get('who') ?? undefined;
		const person = outcome && isId(who) ? (await expected(tx, by)).find(({ id }) => id === who) : undefined;
		return {
			label: by.label,
			title: meeting.title,
			time: timeLine(meeting, language),
			typed,
			found: found.map((one) => shown(language, one)),
			count: await headcount(tx, by),
			types: ['', ...organisationTypes],
			outcome,
			person: person && shown(language, person),
			blank: filled({ key: randomUUID() }),
		};
	});

/** The key of a form and who is on it: sent twice it is one person, and another name on a page one went back to is another. */
function sameKey(...texts: string[]): string {
	const hex = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Event = { locals: App.Locals; params: { token: string }; request: Request };

/** Does one act and comes back to the page, which says what came of it. */
async function act({ locals, params }: Event, scan: Pick<Scan, 'kind'> & Partial<Scan>) {
	const { now, language } = locals;
	const blank = { key: randomUUID(), place: null, code: '', name: '', organisation: '', anyway: false, agoSeconds: 0 };
	const [done] = await locals.within(async (tx) =>
		noteScans(tx, await gate.doorKeeper(tx, locals, params.token), [{ ...blank, ...scan }], { now, language }),
	);
	const who = done?.place ? `&who=${done.place}` : '';
	redirect(303, to(language, `/door/${params.token}?done=${done?.outcome ?? 'unknown'}${who}`));
}

export const actions: Actions = {
	arrive: async (event) => {
		const { form } = await parse(event.request, nothing, words(event.locals.language));
		const { place, anyway } = form.values;
		return act(event, { kind: 'arrive', place: isId(place) ? place : null, anyway: anyway === 'yes' });
	},
	undo: async (event) => {
		const { form } = await parse(event.request, nothing, words(event.locals.language));
		const { place } = form.values;
		return act(event, { kind: 'undo', place: isId(place) ? place : null });
	},
	walkIn: async (event) => {
		const input = await parse(event.request, walkIn, words(event.locals.language));
		// The gate first: whoever has no link learns nothing, not even what a form lacks.
		if (!input.ok) {
			await event.locals.within((tx) => gate.doorKeeper(tx, event.locals, event.params.token));
			return fail(400, { form: input.form });
		}
		const { name, organisation } = input.value;
		return act(event, { kind: 'walkIn', ...input.value, key: sameKey(input.form.values['key'] ?? '', name, organisation) });
	},
};
