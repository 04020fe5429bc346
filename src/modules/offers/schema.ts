import * as v from 'valibot';
import { choice, fieldOf, id, idsOf, line, prose, required } from '#platform/form.ts';
import { plain } from '#platform/plain.ts';
import { type Audience, audiences, costs, offerLevels, type Situation, situations, states } from './rules.ts';

const MOST_TOPICS = 12;
const LONGEST_TOPIC = 60;
const OLDEST = 99;

const figure = (key: string, most: number) =>
	v.pipe(
		line(4),
		v.regex(/^\d{0,3}$/, key),
		v.transform((text) => (text === '' ? null : Number(text))),
		v.nullable(v.pipe(v.number(), v.maxValue(most, key))),
	);

const topics = v.pipe(
	prose(1200),
	v.transform((text) => {
		const all = text
			.split(/[\n;,]/)
			.map((one) => one.replaceAll(/\p{C}/gu, '').trim())
			.filter(Boolean);
		// "Medien" and "medien" are one topic.
		return [...new Map(all.toReversed().map((one) => [plain(one), one])).values()].toReversed();
	}),
	v.check((all) => all.length <= MOST_TOPICS, 'topicsFull'),
	v.check((all) => all.every((one) => one.length <= LONGEST_TOPIC), 'topicLong'),
);

const fields = v.pipe(
	v.object({
		offer: id('unknownChoice'),
		seen: line(40),
		title: required('titleMissing', 160),
		description: prose(4000),
		leastAge: figure('ageWrong', OLDEST),
		mostAge: figure('ageWrong', OLDEST),
		topics,
		access: prose(1000),
		cost: choice(costs, 'unknownChoice'),
		costNote: line(300),
		waitWeeks: figure('weeksWrong', 104),
		limits: prose(1000),
		state: choice(states, 'unknownChoice'),
		level: choice(offerLevels, 'unknownChoice'),
	}),
	v.forward(
		v.partialCheck(
			[['leastAge'], ['mostAge']],
			({ leastAge, mostAge }) => leastAge === null || mostAge === null || leastAge <= mostAge || leastAge > OLDEST || mostAge > OLDEST,
			'agesSwapped',
		),
		['mostAge'],
	),
);

const ticks = v.pipe(
	v.record(v.string(), v.string()),
	v.transform((all) => ({
		audiences: audiences.filter((one) => fieldOf('for', one) in all) as Audience[],
		situations: situations.filter((one) => fieldOf('in', one) in all) as Situation[],
		areas: idsOf('area', all),
	})),
);

/** An offer, new or known by the id that the form brings. Shape: areas, audiences and situations are ticks, named by fieldOf after "area", "for" and "in"; seen = when it was last changed, as the form showed it */
export const offer = v.intersect([fields, ticks]);

export type OfferInput = v.InferOutput<typeof offer>;

/** Whose offer it is, where the coordination enters it. */
export const ofOrganisation = v.object({ organisation: required('organisationMissing', 300) });

/** What somebody notes for themselves; '' takes it back. */
export const marking = v.object({ mark: choice(['', 'known', 'used', 'notYet'], 'unknownChoice') });

/** An offer that was entered by mistake, or is to be forgotten. */
export const offerGone = v.object({ offer: id('unknownChoice') });
