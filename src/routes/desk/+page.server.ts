import { deskTasks } from '#modules/conduct/rules.ts';
import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { editionsToFix } from '#modules/events/output-format.server.ts';
import { heldMeetings, lastChanges, type Meeting, meetingsToPrepare } from '#modules/events/read.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { tasksToSee } from '#modules/events/read-team.server.ts';
import { ownOrganisations } from '#modules/organisations/read-profile.server.ts';
import { coordinator } from '#modules/people/access.ts';
import { keptViews } from '#modules/people/read.server.ts';
import { unpaidCount } from '#modules/positions/read.server.ts';
import { censuses } from '#modules/positions/read-census.server.ts';
import { offers } from '#modules/registration/read.server.ts';
import { silentCounts } from '#modules/registration/read-invitation.server.ts';
import { dueWithDay } from '#modules/thread/output.server.ts';
import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { lateMandates } from '#modules/thread/read.server.ts';
import { agreementsOf } from '#modules/thread/read-agreement.server.ts';
import { slotsAskedFor } from '#modules/thread/read-guest.server.ts';
import { asks } from '#modules/thread/rules-agreement.ts';
import { undecided } from '#modules/thread/rules-guest.ts';
import { stages } from '#modules/workshops/read.server.ts';
import { dayLine, monthsAfter } from '#platform/time/partial.ts';
import { dayOf, daysAfter, moment, shortDay } from '#platform/time/time.ts';
import { signedIn } from '../gate.server.ts';
import type { PageServerLoad } from './$types';

const LAST_HELD = 3;
const LAST_CHANGES = 5;
const SOON_DAYS = 14;
/** Months ahead within which positions without money are named. */
const GAP_MONTHS = 12;

export const load: PageServerLoad = ({ locals }) =>
	locals.within(async (tx) => {
		const actor = signedIn(locals);
		const { language, now } = locals;
		const today = dayOf(now);
		const by = coordinator(actor);
		const mine = by ? null : actor.teams;
		const ahead = await meetingsToPrepare(tx, mine, now);
		const held = await heldMeetings(tx, mine, now, LAST_HELD);
		const ids = [...ahead, ...held].map(({ id }) => id);
		const known = await offers(tx, ids);
		const workshopStages = await stages(tx, ids);
		const silent = await silentCounts(tx, ids);
		const tasks = deskTasks(
			ahead.map((meeting) => ({
				...meeting,
				offer: known.get(meeting.id),
				stage: workshopStages.get(meeting.id) ?? 'none',
				silent: silent.get(meeting.id) ?? 0,
			})),
			now,
		);
		const dated = (all: typeof tasks.next) => all.map((task) => ({ ...task, date: task.date ? shortDay(language, task.date) : '' }));
		const line = (meeting: Meeting) => ({
			slug: meeting.slug,
			title: meeting.title,
			state: meeting.state,
			time: timeLine(meeting, language),
			venue: venueLine(meeting, language),
			offer: known.get(meeting.id) ?? null,
		});
		return {
			next: dated(tasks.next),
			open: dated(tasks.open),
			toFix: by ? editionsToFix(language, await formats(tx), today) : [],
			preparations: (await tasksToSee(tx, actor.person, mine, { today, soon: dayOf(daysAfter(now, SOON_DAYS, '12:00')) })).map((task) => ({
				...task,
				due: shortDay(language, new Date(`${task.dueOn}T12:00:00Z`)),
				isLate: task.dueOn < today,
			})),
			own: by ? [] : await ownOrganisations(tx, actor, today),
			late: (await lateMandates(tx, actor, today)).map(({ id, title, meeting, ...mandate }) => ({
				id,
				title,
				slug: meeting.slug,
				asked: mandate.standing.asked,
				due: dueWithDay(language, mandate),
			})),
			asked: (await agreementsOf(tx, mine))
				.map((one) => shownAgreement(language, one, today))
				.filter(({ state }) => asks(state))
				.map(({ id, title, state, review, until }) => ({ id, title, day: state === 'over' ? until : review })),
			guests: by
				? (await slotsAskedFor(tx, by, now)).map((slot) => ({
						id: slot.id,
						host: slot.host,
						time: timeLine(slot, language),
						count: undecided(slot.requests).length,
					}))
				: [],
			unpaid: by ? await unpaidCount(tx, by, today, monthsAfter(today, GAP_MONTHS)) : 0,
			gapMonths: GAP_MONTHS,
			censuses: by
				? (await censuses(tx, by)).flatMap(({ id, name, dueOn, endedAt, all, answered, wrong }) => {
						const open = endedAt ? 0 : all - answered;
						return open + wrong === 0 ? [] : [{ id, name, due: dayLine(language, dueOn), isLate: dueOn < today, open, wrong }];
					})
				: [],
			views: await keptViews(tx, actor),
			changes: (await lastChanges(tx, mine, LAST_CHANGES)).map((change) => ({ ...change, at: moment(language, change.at) })),
			upcoming: ahead.filter(({ state }) => state !== 'draft').map(line),
			drafts: ahead.filter(({ state }) => state === 'draft').map(line),
			held: held.map(line),
		};
	});
