import type { Objective } from '#algorithms/allocation/problem.ts';
import { venueLine } from '#modules/events/output.server.ts';
import type { VenueKind } from '#modules/events/rules.ts';
import { words as eventWords } from '#modules/events/words.ts';
import type { Profession } from '#modules/organisations/rules.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import type { Language } from '#platform/language/language.ts';
import { moment } from '#platform/time/time.ts';

/** What a line of history changed; before or after is empty where there was nothing. */
export interface Detail {
	label: string;
	before: string;
	after: string;
}

/** Names behind the ids that a history keeps. */
export interface Known {
	workshops: ReadonlyMap<string, string>;
	people: ReadonlyMap<string, string>;
}

const LONGEST = 120;
const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

function readers(language: Language, { workshops, people }: Known): Record<string, { label: string; say: (value: never) => string }> {
	const e = eventWords(language);
	const w = workshopWords(language);
	const text = (label: string) => ({ label, say: (value: string | number) => short(String(value)) });
	const time = (label: string) => ({ label, say: (value: string) => moment(language, new Date(value)) });
	const workshop = (id: string | null) => (id === null ? w('change.none') : (workshops.get(id) ?? w('workshop')));
	const venue = (value: string) => {
		const [venueKind, venueName = '', venueAddress = ''] = value.split('\n');
		return venueLine({ venueKind: venueKind as VenueKind, venueName, venueAddress }, language);
	};
	return {
		title: text(e('form.title')),
		motto: text(e('form.motto')),
		objective: text(e('form.objective')),
		description: text(e('form.description')),
		contact: text(e('form.contact')),
		questions: text(e('form.questions')),
		number: text(workshopWords(language)('release.version')),
		track: text(e('agenda.track')),
		room: text(e('agenda.room')),
		startsAt: time(e('form.start')),
		endsAt: time(e('form.end')),
		venue: { label: e('history.venue'), say: venue },
		reason: text(e('history.reason')),
		capacity: text(w('field.capacity')),
		people: text(e('history.people')),
		seats: text(registrationWords(language)('kept.seats')),
		minimum: text(w('field.minimum')),
		opensAt: time(registrationWords(language)('history.opens')),
		closesAt: time(registrationWords(language)('history.closes')),
		measure: { label: w('allocation.objective'), say: (objective: Objective) => w(`objective.${objective}`) },
		seed: text(w('allocation.seed')),
		profession: { label: w('rules.profession'), say: (profession: Profession) => organisationWords(language)(`profession.${profession}`) },
		maximum: text(w('rules.maximum')),
		with: { label: w('bond.with'), say: (id: string) => people.get(id) ?? '' },
		person: { label: e('history.name'), say: (id: string) => people.get(id) ?? '' },
		workshop: { label: w('workshop'), say: workshop },
		wishes: { label: w('wishes.title'), say: (ids: string[]) => ids.map(workshop).join(', ') },
	};
}

/** What a line of history changed, fact by fact, in words. */
export function details(language: Language, change: { before: unknown; after: unknown }, known: Known): Detail[] {
	const before = (change.before ?? {}) as Record<string, never>;
	const after = (change.after ?? {}) as Record<string, never>;
	const say = (reader: { say: (value: never) => string }, facts: Record<string, never>, name: string) =>
		facts[name] === undefined ? '' : reader.say(facts[name]);
	return Object.entries(readers(language, known)).flatMap(([name, reader]) =>
		name in before || name in after ? [{ label: reader.label, before: say(reader, before, name), after: say(reader, after, name) }] : [],
	);
}
