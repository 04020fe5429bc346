// Minutes that several word at once: what each changed is put together, and only where two changed the same is somebody asked.

/** A section of minutes; its id stays, however it is worded. */
export interface MinutesSection {
	id: string;
	heading: string;
	text: string;
}

/** A section that two changed at once. */
export interface Conflict {
	mine: MinutesSection;
	/** What stands there now; null = somebody took it out. */
	theirs: MinutesSection | null;
}

/** The sections that say something: a heading without a text is for those who word, not for those who read. */
export const withText = (sections: readonly MinutesSection[]): MinutesSection[] => sections.filter(({ text }) => text !== '');

const isSame = (a: MinutesSection | undefined, b: MinutesSection | undefined) => a?.heading === b?.heading && a?.text === b?.text;

/** Whether two writings say the same in the same order. */
export const isSameWriting = (a: readonly MinutesSection[], b: readonly MinutesSection[]): boolean =>
	a.length === b.length && a.every((one, at) => one.id === b[at]?.id && isSame(one, b[at]));

/**
 * Puts together what I made of a writing and what stands there meanwhile. A section that only one side changed, added or took out goes that way; one that both changed
 * alike is no conflict.
 * Shape:  sections: mine, with those of the others in their places; conflicts: sections in which both went different ways, which stand there as I have them
 */
export function merged(
	base: readonly MinutesSection[],
	mine: readonly MinutesSection[],
	theirs: readonly MinutesSection[],
): { sections: MinutesSection[]; conflicts: Conflict[] } {
	const [was, now, own] = [base, theirs, mine].map((all) => new Map(all.map((one) => [one.id, one]))) as [
		Map<string, MinutesSection>,
		Map<string, MinutesSection>,
		Map<string, MinutesSection>,
	];
	const conflicts: Conflict[] = [];
	const sections: MinutesSection[] = [];
	for (const section of mine) {
		const [before, other] = [was.get(section.id), now.get(section.id)];
		const [iDid, theyDid] = [!isSame(before, section), !isSame(before, other)];
		if (!iDid && theyDid) {
			if (other) sections.push(other);
			continue;
		}
		if (iDid && theyDid && !isSame(section, other)) conflicts.push({ mine: section, theirs: other ?? null });
		sections.push(section);
	}
	// What I took out and somebody changed stays; what somebody added comes after the section it stood behind.
	for (const [at, other] of theirs.entries()) {
		if (own.has(other.id)) continue;
		const before = was.get(other.id);
		if (before && isSame(before, other)) continue;
		const previous = sections.findIndex(({ id }) => id === theirs[at - 1]?.id);
		sections.splice(at === 0 ? 0 : previous < 0 ? sections.length : previous + 1, 0, other);
	}
	return { sections, conflicts };
}
