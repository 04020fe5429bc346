// One position as its page shows it: its entries with the forms that put them right, and how it came about.
import { typedNames } from '#modules/organisations/rules.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, filled } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { dayLine } from '#platform/time/partial.ts';
import { moment } from '#platform/time/time.ts';
import { lastLine, type Names, spanLine } from './output.server.ts';
import { rowsOf } from './read-census.server.ts';
import { contactsAt, type Past, type Position } from './read-position.server.ts';
import { type Assignment, type Funding, fteText, isOn, OPEN, type Site, type Span, type State } from './rules.ts';
import { words } from './words.ts';

/** An entry as a page shows it, with the form that puts it right. */
export interface ShownEntry {
	id: string;
	title: string;
	details: string[];
	span: string;
	when: 'now' | 'coming' | 'over';
	form: Form;
}

const nameIn = (names: Names, organisation: string | null): string => (organisation && names.schools.get(organisation)?.name) || '';

/** A state in a line. */
const stateTitle = (language: Language, { fte, isPlanned }: State) =>
	[words(language)('fte.amount', { fte: fteText(language, fte) }), isPlanned ? words(language)('status.planned') : '']
		.filter(Boolean)
		.join(', ');

const assignmentTitle = (language: Language, { specialist }: Assignment, names: Names) =>
	names.people.get(specialist) || words(language)('person.unnamed');

/** The entries of a position, those that hold first, then those that come, then those that are over. */
export function shownPosition(language: Language, one: Position, names: Names, today: string) {
	const t = words(language);
	const typed = typedNames([...names.schools.values()]);
	const whenOf = (span: Span) => (isOn(span, today) ? ('now' as const) : span.from > today ? ('coming' as const) : ('over' as const));
	const order = { now: 0, coming: 1, over: 2 };
	const shown = <Entry extends Span & { id: string }>(
		all: readonly Entry[],
		say: (entry: Entry) => { title: string; details: string[]; values: Record<string, string> },
	): ShownEntry[] =>
		all
			.map((entry) => {
				const { title, details, values } = say(entry);
				const span = { from: dayLine(language, entry.from), until: lastLine(language, entry.until) };
				return {
					id: entry.id,
					title,
					details: details.filter(Boolean),
					span: spanLine(language, entry),
					when: whenOf(entry),
					form: filled({ entry: entry.id, ...values, ...span }),
				};
			})
			.sort((x, y) => order[x.when] - order[y.when]);
	const contactsOf = ({ specialist, organisation, ...span }: Assignment) =>
		[
			...new Set(
				one.sites
					.filter(
						(site) =>
							(organisation === null || site.organisation === organisation) &&
							site.from < (span.until ?? OPEN) &&
							span.from < (site.until ?? OPEN),
					)
					.map((site) => site.organisation),
			),
		].map((school) => {
			const {
				hours = '',
				room = '',
				phone = '',
			} = one.contacts.find((contact) => contact.specialist === specialist && contact.organisation === school) ?? {};
			return {
				school,
				name: nameIn(names, school),
				line: [hours, room, phone].filter(Boolean).join(' · '),
				form: filled({ specialist, organisation: school, hours, room, phone }),
			};
		});
	return {
		states: shown<State>(one.states, (state) => ({
			title: stateTitle(language, state),
			details: [nameIn(names, state.employer), state.emphasis, state.qualification],
			values: {
				fte: fteText(language, state.fte),
				employer: (state.employer && typed.get(state.employer)) || '',
				isPlanned: state.isPlanned ? 'yes' : '',
				emphasis: state.emphasis,
				qualification: state.qualification,
			},
		})),
		sites: shown<Site>(one.sites, (site) => ({
			title: nameIn(names, site.organisation),
			details: [t('fte.amount', { fte: fteText(language, site.fte) })],
			values: { school: typed.get(site.organisation) ?? '', fte: fteText(language, site.fte) },
		})),
		fundings: shown<Funding>(one.fundings, (funding) => ({
			title: names.programmes.get(funding.programme)?.name ?? '',
			details: [t('funding.share', { percent: funding.percent }), funding.reference],
			values: { programme: funding.programme, percent: String(funding.percent), reference: funding.reference },
		})),
		assignments: shown<Assignment>(one.assignments, (assignment) => ({
			title: assignmentTitle(language, assignment, names),
			details: [
				t('fte.amount', { fte: fteText(language, assignment.fte) }),
				nameIn(names, assignment.organisation),
				assignment.isAbsent ? t('assignment.absent') : '',
				assignment.qualification,
			],
			values: {
				specialist: assignment.specialist,
				person: names.people.get(assignment.specialist) ?? '',
				school: assignment.organisation ?? '',
				fte: fteText(language, assignment.fte),
				isAbsent: assignment.isAbsent ? 'yes' : '',
				held: assignment.qualification,
			},
		})),
		/** When and where people are reached, by the entry that says that they work there. */
		contacts: Object.fromEntries(one.assignments.map((assignment) => [assignment.id, contactsOf(assignment)])),
		past: one.past
			.flatMap((past) => pastLines(language, past, names))
			.sort((x, y) => y.order - x.order)
			.map(({ order: _, ...line }) => line),
	};
}

/** What was entered and taken back, as sentences, each with its moment and who did it. */
function pastLines(language: Language, { kind, entry, knownFrom, knownUntil, by, endedBy }: Past, names: Names) {
	const t = words(language);
	const titles = {
		state: () => stateTitle(language, entry as State),
		site: () => `${nameIn(names, (entry as Site).organisation)}, ${fteText(language, (entry as Site).fte)}`,
		funding: () => `${names.programmes.get((entry as Funding).programme)?.name ?? ''}, ${(entry as Funding).percent} %`,
		assignment: () => `${assignmentTitle(language, entry as Assignment, names)}, ${fteText(language, (entry as Assignment).fte)}`,
	};
	const text = `${t(`kind.${kind}`)}: ${titles[kind]()}, ${spanLine(language, entry)}`;
	return [
		{ order: knownFrom.getTime(), at: moment(language, knownFrom), by, isGone: false, text },
		...(knownUntil ? [{ order: knownUntil.getTime(), at: moment(language, knownUntil), by: endedBy, isGone: true, text }] : []),
	];
}

/** Who is responsible for a school on a day: its positions, with whoever works there and when and where they are reached. Shape: people without a name are called so */
export async function schoolPositions(tx: Tx, by: Coordinator, language: Language, school: string, day: string) {
	const { rows } = await rowsOf(tx, by.region, school, day);
	const contacts = await contactsAt(tx, by, school);
	const t = words(language);
	return rows.map(({ position, number, employerName, fte, people, names }) => ({
		id: position,
		title: [t('fte.amount', { fte: fteText(language, fte) }), employerName, number].filter(Boolean).join(' · '),
		people: people.map(({ specialist, isAbsent }, at) => {
			const { hours = '', room = '', phone = '' } = contacts.find((one) => one.specialist === specialist) ?? {};
			return {
				name: names[at] || t('person.unnamed'),
				details: [isAbsent ? t('assignment.absent') : '', hours, room].filter(Boolean).join(' · '),
				phone,
			};
		}),
	}));
}
