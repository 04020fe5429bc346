import * as v from 'valibot';
import { choice, id, isId, line, prose, required } from '#platform/form.ts';
import { type Audience, audiences, costs, offerLevels, type Situation, situations, states } from './rules.ts';

const MOST_TOPICS = 12;
const LONGEST_TOPIC = 60;

const figure = (key: string, most: number) =>
	v.pipe(
		line(4),
		v.regex(/^\d{0,3}$/, key),
		v.transform((text) => (text === '' ? null : Number(text))),
		v.nullable(v.pipe(v.number(), v.maxValue(most, key))),
	);

const topics = v.pipe(
	prose(1200),
	v.transform((text) => [
		...new Set(
			text
				.split(/[\n;,]/)
				.map((one) => one.trim())
				.filter(Boolean),
		),
	]),
	v.maxLength(MOST_TOPICS, 'topicsFull'),
	v.array(v.pipe(v.string(), v.maxLength(LONGEST_TOPIC, 'topicLong'))),
);

/** An offer, new or known by the id that the form brings. Shape: areas by "area-" and their id, audiences by "for-", situations by "in-", each a tick */
export const offer = v.pipe(
	v.objectWithRest(
		{
			offer: id('unknownChoice'),
			title: required('titleMissing', 160),
			description: prose(4000),
			leastAge: figure('ageWrong', 99),
			mostAge: figure('ageWrong', 99),
			topics,
			access: prose(1000),
			cost: choice(costs, 'unknownChoice'),
			costNote: line(300),
			waitWeeks: figure('weeksWrong', 104),
			limits: prose(1000),
			state: choice(states, 'unknownChoice'),
			level: choice(offerLevels, 'unknownChoice'),
		},
		v.string(),
	),
	v.forward(
		v.partialCheck(
			[['leastAge'], ['mostAge']],
			({ leastAge, mostAge }) => leastAge === null || mostAge === null || leastAge <= mostAge,
			'agesSwapped',
		),
		['mostAge'],
	),
	v.transform(
		({
			offer: key,
			title,
			description,
			leastAge,
			mostAge,
			topics: about,
			access,
			cost,
			costNote,
			waitWeeks,
			limits,
			state,
			level,
			...ticks
		}) => ({
			offer: key,
			title,
			description,
			leastAge,
			mostAge,
			topics: about,
			access,
			cost,
			costNote,
			waitWeeks,
			limits,
			state,
			level,
			audiences: audiences.filter((one) => ticks[`for-${one}`] !== undefined) as Audience[],
			situations: situations.filter((one) => ticks[`in-${one}`] !== undefined) as Situation[],
			areas: Object.keys(ticks).flatMap((name) => (name.startsWith('area-') && isId(name.slice(5)) ? [name.slice(5)] : [])),
		}),
	),
);

export type OfferInput = v.InferOutput<typeof offer>;

/** Whose offer it is, where the coordination enters it. */
export const ofOrganisation = v.object({ organisation: required('organisationMissing', 300) });

/** What somebody notes for themselves; '' takes it back. */
export const marking = v.object({ mark: choice(['', 'known', 'used', 'notYet'], 'unknownChoice') });
