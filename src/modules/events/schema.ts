import * as v from 'valibot';
import { choice, line, personName, prose, reference, required, tick, whole } from '#platform/form.ts';
import { fromParts } from '#platform/time/time.ts';
import { agendaKinds, contributionRoles, venueKinds } from './rules.ts';

const rawMeeting = v.object({
	title: required('titleMissing', 160),
	motto: line(160),
	objective: prose(2000),
	description: prose(8000),
	questions: v.pipe(
		prose(3500),
		v.transform((text) => [
			...new Set(
				text
					.split('\n')
					.map((one) => one.replace(/\s+/gu, ' ').trim())
					.filter(Boolean),
			),
		]),
		v.maxLength(10, 'questionsTooMany'),
		v.everyItem((one) => one.length <= 300, 'tooLong'),
	),
	day: line(4),
	month: line(4),
	year: line(6),
	start: line(12),
	end: line(12),
	venueKind: choice(venueKinds, 'venueKindMissing'),
	venueOrganisation: reference,
	venueName: line(200),
	venueAddress: line(300),
	joinUrl: line(1000),
	contact: line(300),
});

const startOf = ({ day, month, year, start }: { day: string; month: string; year: string; start: string }) =>
	fromParts(day, month, year, start);
const endOf = ({ day, month, year, end }: { day: string; month: string; year: string; end: string }) => fromParts(day, month, year, end);
const isTime = (time: string) => fromParts('1', '1', '2000', time) !== undefined;

/** A meeting's facts as its form sends them; times are read in Germany's time. Each check runs as soon as its own fields can be read. */
export const meeting = v.pipe(
	rawMeeting,
	v.forward(
		v.partialCheck([['day'], ['month'], ['year']], (raw) => startOf({ ...raw, start: '12:00' }) !== undefined, 'dateWrong'),
		['day'],
	),
	v.forward(
		v.partialCheck([['start']], ({ start }) => isTime(start), 'timeWrong'),
		['start'],
	),
	v.forward(
		v.partialCheck([['end']], ({ end }) => isTime(end), 'timeWrong'),
		['end'],
	),
	v.forward(
		v.partialCheck(
			[['day'], ['month'], ['year'], ['start'], ['end']],
			(raw) => {
				const [startsAt, endsAt] = [startOf(raw), endOf(raw)];
				return !startsAt || !endsAt || endsAt > startsAt;
			},
			'endBeforeStart',
		),
		['end'],
	),
	v.forward(
		v.partialCheck(
			[['venueKind'], ['venueOrganisation']],
			(raw) => raw.venueKind !== 'organisation' || Boolean(raw.venueOrganisation),
			'venueMissing',
		),
		['venueOrganisation'],
	),
	v.forward(
		v.partialCheck([['venueKind'], ['venueName']], (raw) => raw.venueKind !== 'external' || raw.venueName !== '', 'venueMissing'),
		['venueName'],
	),
	v.forward(
		v.partialCheck([['joinUrl']], ({ joinUrl }) => joinUrl === '' || /^https:\/\/[^\s]+$/.test(joinUrl), 'joinUrlWrong'),
		['joinUrl'],
	),
	v.transform(({ day, month, year, start, end, ...rest }) => ({
		...rest,
		startsAt: startOf({ day, month, year, start }) as Date,
		endsAt: endOf({ day, month, year, end }) as Date,
	})),
);

export type MeetingInput = v.InferOutput<typeof meeting>;

const time = (key: string) => v.pipe(line(12), v.regex(/^\d{1,2}([:.]\d{2})?$/, key));

/** One part of the programme; its times are of the meeting's day. */
export const agendaItem = v.object({
	kind: choice(agendaKinds, 'kindMissing'),
	title: required('itemTitleMissing', 200),
	description: prose(4000),
	start: time('timeWrong'),
	end: time('timeWrong'),
	track: line(80),
	room: line(80),
	speaker: reference,
});

export type AgendaItemInput = v.InferOutput<typeof agendaItem>;

/** Where a part of the programme goes: when it begins, and in which track. */
export const shift = v.object({ start: time('timeWrong'), track: line(80) });

export type ShiftInput = v.InferOutput<typeof shift>;

/** Who moderates or initiated a meeting, in which function. */
export const contribution = v.object({
	role: choice(contributionRoles, 'roleMissing'),
	contributor: reference,
	function: required('functionMissing', 160),
});

export type ContributionInput = v.InferOutput<typeof contribution>;

export const speaker = v.object({
	speakerName: personName('speakerNameMissing'),
	affiliation: line(200),
	about: prose(2000),
	nameConsent: tick,
});

export type SpeakerInput = v.InferOutput<typeof speaker>;

export const cancellation = v.object({ reason: v.pipe(prose(1000), v.minLength(1, 'reasonMissing')) });

/** How many people came: counted, or about. */
export const attendance = v.object({
	people: whole('peopleWrong', 0, 100_000),
	precision: choice(['exact', 'about'], 'precisionMissing'),
});

export type AttendanceInput = v.InferOutput<typeof attendance>;

/** Something that everybody at a meeting is told. */
export const announcement = v.object({ text: v.pipe(prose(500), v.minLength(1, 'announce.missing')) });
