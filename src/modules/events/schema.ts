import * as v from 'valibot';
import { choice, email, line, personName, prose, reference, required, tick } from '#platform/form.ts';
import { fromParts } from '#platform/time/time.ts';
import { agendaKinds, venueKinds } from './rules.ts';

const rawMeeting = v.object({
	title: required('titleMissing', 160),
	motto: line(160),
	objective: prose(2000),
	description: prose(8000),
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

/** A meeting's facts as its form sends them; times are read in Germany's time. */
export const meeting = v.pipe(
	rawMeeting,
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const { day, month, year, start, end, ...rest } = dataset.value;
		const missing = (message: string, key: keyof typeof dataset.value) =>
			addIssue({ message, path: [{ type: 'object', origin: 'value', input: dataset.value, key, value: dataset.value[key] }] });
		const startsAt = fromParts(day, month, year, start);
		const endsAt = fromParts(day, month, year, end);
		if (!fromParts(day, month, year, '12:00')) missing('dateWrong', 'day');
		else if (!startsAt) missing('timeWrong', 'start');
		else if (!endsAt) missing('timeWrong', 'end');
		else if (endsAt <= startsAt) missing('endBeforeStart', 'end');
		if (rest.venueKind === 'organisation' && !rest.venueOrganisation) missing('venueMissing', 'venueOrganisation');
		if (rest.venueKind === 'external' && !rest.venueName) missing('venueMissing', 'venueName');
		if (rest.joinUrl && !/^https:\/\/[^\s]+$/.test(rest.joinUrl)) missing('joinUrlWrong', 'joinUrl');
		if (!startsAt || !endsAt) return NEVER;
		return { ...rest, startsAt, endsAt };
	}),
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

export const speaker = v.object({
	speakerName: personName('speakerNameMissing'),
	affiliation: line(200),
	about: prose(2000),
	nameConsent: tick,
});

export type SpeakerInput = v.InferOutput<typeof speaker>;

export const cancellation = v.object({ reason: v.pipe(prose(1000), v.minLength(1, 'reasonMissing')) });

export const teamMember = v.object({
	memberName: personName('memberNameMissing'),
	memberEmail: email('emailMissing'),
	memberFunction: line(160),
});

export type TeamMemberInput = v.InferOutput<typeof teamMember>;
