// The one form that fills two rooms: what a meeting is, and how many places it has.
import type { Meeting } from '#modules/events/read.server.ts';
import { type MeetingInput, meeting } from '#modules/events/schema.ts';
import { words } from '#modules/events/words.ts';
import type { Offer } from '#modules/registration/read.server.ts';
import { type OfferInput, offer } from '#modules/registration/schema.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import { type Form, filled, parse, parseAgain } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { parts } from '#platform/time/time.ts';

type Read = { ok: true; meeting: MeetingInput; offer: OfferInput; form: Form } | { ok: false; form: Form };

/** Reads the form of a meeting; every error of both parts is told at once. */
export async function readMeetingForm(request: Request, language: Language): Promise<Read> {
	const facts = await parse(request, meeting, words(language));
	const places = parseAgain(facts.form, offer, registrationWords(language), 'capacity');
	return facts.ok && places.ok
		? { ok: true, meeting: facts.value, offer: places.value, form: facts.form }
		: { ok: false, form: places.form };
}

/** The form of a meeting, filled with what is known. */
export function filledMeetingForm(known: Meeting, questions: readonly string[], join: string | null, places: Offer | undefined): Form {
	const starts = parts(known.startsAt);
	const window = (prefix: string, at: Date | undefined) => {
		if (!at) return {};
		const { day, month, year, time } = parts(at);
		return { [`${prefix}Day`]: day, [`${prefix}Month`]: month, [`${prefix}Year`]: year, [`${prefix}Time`]: time };
	};
	return filled({
		title: known.title,
		motto: known.motto,
		objective: known.objective,
		description: known.description,
		questions: questions.join('\n'),
		contact: known.contact,
		day: starts.day,
		month: starts.month,
		year: starts.year,
		start: starts.time,
		end: parts(known.endsAt).time,
		venueKind: known.venueKind,
		venueOrganisation: known.venueOrganisationId ?? '',
		venueName: known.venueKind === 'external' ? known.venueName : '',
		venueAddress: known.venueKind === 'external' ? known.venueAddress : '',
		joinUrl: join ?? '',
		capacity: places ? String(places.capacity) : '',
		...window('opens', places?.opensAt),
		...window('closes', places?.closesAt),
	});
}
