import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import type { Message } from '#platform/mail/message.ts';
import { to } from '#platform/paths.ts';
import { shortDay } from '#platform/time/time.ts';
import { timeLine, venueLine } from './output.server.ts';
import { meetingById } from './read.server.ts';
import { words } from './words.ts';

type Kind = 'teamJoined' | 'lead' | 'deputy' | 'task';

/** A mail to somebody who prepares a meeting; null where the meeting or the person is gone, or has nothing to do with the other any more. */
async function letter(
	tx: Tx,
	region: number,
	kind: Kind,
	about: { meeting: string; person: string; more?: [string, string][]; title?: string },
): Promise<Message | null> {
	const person = await tx
		.selectFrom('people.person')
		.select(['name', 'email', 'language'])
		.where('id', '=', about.person)
		.executeTakeFirst();
	const meeting = await meetingById(tx, about.meeting);
	const home = (await regions(tx)).find(({ id }) => id === region);
	if (!person || !meeting || !home) return null;
	const language = person.language as Language;
	const t = words(language);
	const values = { title: meeting.title, name: person.name, task: about.title ?? '' };
	return {
		to: { name: person.name, address: person.email },
		subject: t(`mail.${kind}.subject`, values),
		language,
		blocks: [
			{ text: `${t('mail.greeting', values)}\n\n${t(`mail.${kind}.text`, values)}` },
			{
				facts: [...(about.more ?? []), [t('event.when'), timeLine(meeting, language)], [t('event.where'), venueLine(meeting, language)]],
			},
			{ button: t('mail.team.button'), url: home.origin + to(language, `/desk/meetings/${meeting.slug}/team`) },
			{ text: t('mail.team.signIn') },
		],
	};
}

interface Known {
	meeting: string;
	person: string;
}

const isMember = (tx: Tx, { meeting, person }: Known) =>
	tx
		.selectFrom('events.team_member')
		.select('person_id')
		.where('meeting_id', '=', meeting)
		.where('person_id', '=', person)
		.executeTakeFirst();

const isLead = (tx: Tx, { meeting, person }: Known, kind: 'lead' | 'deputy') =>
	tx
		.selectFrom('events.lead')
		.select('person_id')
		.where('meeting_id', '=', meeting)
		.where('person_id', '=', person)
		.where('kind', '=', kind)
		.executeTakeFirst();

const coordinates = (tx: Tx, { person }: Known) =>
	tx.selectFrom('people.role').select('person_id').where('person_id', '=', person).where('role', '=', 'coordinator').executeTakeFirst();

const toPerson =
	(kind: 'teamJoined' | 'lead' | 'deputy'): Template =>
	async (tx, region, about) => {
		const known = about as unknown as Known;
		const still = await (kind === 'teamJoined' ? isMember(tx, known) : isLead(tx, known, kind));
		return still ? letter(tx, region, kind, known) : null;
	};

const toOwner: Template = async (tx, region, about) => {
	const task = await tx
		.selectFrom('events.task as task')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'task.region_id').onRef('person.id', '=', 'task.owner_id'),
		)
		.select(['task.meeting_id as meeting', 'person.id as person', 'person.language', 'task.title', 'task.due_on'])
		.where('task.id', '=', about['task'] as string)
		.where('task.done_at', 'is', null)
		.executeTakeFirst();
	if (!task || !((await isMember(tx, task)) ?? (await coordinates(tx, task)))) return null;
	const language = task.language as Language;
	const due = shortDay(language, new Date(`${task.due_on}T12:00:00Z`));
	return letter(tx, region, 'task', { ...task, more: [[words(language)('task.due'), due]] });
};

/** The mails to those who prepare meetings, by the name the outbox knows them by. */
export const templates: Record<string, Template> = {
	'events.teamJoined': toPerson('teamJoined'),
	'events.lead': toPerson('lead'),
	'events.deputy': toPerson('deputy'),
	'events.task': toOwner,
};
