// The positions of the invented region: what is approved, who pays until when, and who works there.

import { randomUUID } from 'node:crypto';
import { typedNames } from '#modules/organisations/rules.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { factsOf, schoolsOn } from '#modules/positions/read.server.ts';
import * as writes from '#modules/positions/write.server.ts';
import { addRule, keepProgramme } from '#modules/positions/write-programme.server.ts';
import { keepContact, showName } from '#modules/positions/write-specialist.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayAfter } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';

interface PositionStory {
	school: string;
	employer: string;
	fte: number;
	since: string;
	/** Programme, percent, and until when. */
	pays: [string, number, string][];
	person: string;
	/** Other schools, with what they have of it. */
	share?: Record<string, number>;
	/** How much of it is filled. */
	worked?: number;
	held?: string;
	number?: string;
	agreed?: boolean;
	hours?: string;
	room?: string;
	phone?: string;
	absent?: boolean;
	planned?: boolean;
	/** Whether it was confirmed. */
	confirmed?: boolean;
}

/** The positions as the story tells them; "summer" = the end of the school year that is next. */
export interface PositionsStory {
	programmes: { name: string; note: string; isEnding: boolean; mostPercent: number; applyBy: string }[];
	leastFte: number;
	pupilsPerFte: number;
	list: PositionStory[];
}

/** Enters programmes with what they ask, and positions. */
export async function fillPositions(tx: Tx, by: Coordinator, story: PositionsStory, now: Date): Promise<void> {
	const today = dayOf(now);
	const summer = `${Number(today.slice(0, 4)) + (today.slice(5) < '07-01' ? 0 : 1)}-07-31`;
	const rule = (
		kind: 'leastFte' | 'mostPercent' | 'pupilsPerFte' | 'applyBy',
		programme: string | null,
		number: number | null,
		text = '',
	) => addRule(tx, by, { programme, kind, number, text, source: '' });
	const programmes = new Map<string, string>();
	for (const { name, note, isEnding, mostPercent, applyBy } of story.programmes) {
		const id = await keepProgramme(tx, by, { programme: null, name, lastOn: isEnding ? summer : '', note, isArchived: false }, now);
		programmes.set(name, id);
		if (mostPercent > 0) await rule('mostPercent', id, mostPercent);
		if (applyBy) await rule('applyBy', id, null, applyBy);
	}
	await rule('leastFte', null, story.leastFte);
	await rule('pupilsPerFte', null, story.pupilsPerFte);
	const schools = await schoolsOn(tx, by, today);
	const names = typedNames(schools);
	const typed = (name: string) => names.get(schools.find((one) => one.name === name)?.id ?? '') ?? '';
	for (const one of story.list) {
		const from = one.since === 'summer' ? dayAfter(summer) : one.since;
		const isWhole = !one.share && !one.worked && !one.absent;
		const position = await writes.addPosition(tx, by, {
			position: randomUUID(),
			number: one.number ?? '',
			school: typed(one.school),
			fte: one.fte,
			employer: typed(one.employer),
			isPlanned: one.planned ?? false,
			emphasis: '',
			qualification: '',
			from,
			until: null,
			programme: null,
			percent: 100,
			fundedUntil: null,
			person: isWhole ? one.person : '',
			held: one.held ?? '',
		});
		const open = { entry: null, since: '', from, until: null };
		for (const [programme, percent, until] of one.pays)
			await writes.keepFunding(tx, by, position, {
				...open,
				programme: programmes.get(programme) as string,
				percent,
				reference: '',
				until: until === 'summer' ? dayAfter(summer) : null,
			});
		const { sites } = await factsOf(tx, position);
		for (const [school, fte] of Object.entries(one.share ?? {})) {
			const own = { ...open, entry: sites[0]?.id ?? null, school: typed(one.school), fte: one.fte - fte };
			await writes.keepSite(tx, by, position, own);
			await writes.keepSite(tx, by, position, { ...open, school: typed(school), fte });
		}
		if (!isWhole && one.person)
			await writes.keepAssignment(tx, by, position, {
				...open,
				person: one.person,
				school: null,
				fte: one.worked ?? one.fte,
				isAbsent: one.absent ?? false,
				held: one.held ?? '',
			});
		const [assignment] = (await factsOf(tx, position)).assignments;
		if (assignment && one.hours)
			await keepContact(tx, by, position, {
				specialist: assignment.specialist,
				organisation: sites[0]?.organisation ?? '',
				hours: one.hours,
				room: one.room ?? '',
				phone: one.phone ?? '',
			});
		if (assignment && one.agreed)
			await showName(tx, by, position, { entry: assignment.id, specialist: assignment.specialist, level: 'public', agreed: true }, today);
		if (one.confirmed) await writes.confirm(tx, by, position, today);
	}
}
