// What is known of programmes that pay for positions, Land by Land: data, to be taken over and changed.
import type { RuleKind } from './rules-findings.ts';

/** A programme as a region can take it over. */
export interface Pack {
	name: string;
	note: string;
	rules: { kind: RuleKind; number: number | null; text: string; source: string }[];
}

/** Programmes by Land, "NW". Source: domain.md §3.6 (Förderrichtlinie, Bezirksregierungen) */
export const packs: Readonly<Record<string, readonly Pack[]>> = {
	NW: [
		{
			name: 'Landesprogramm Schulsozialarbeit NRW',
			note: 'Höchstens 70.000 € je Vollzeitstelle und Jahr, in Ausnahmen bis 80.000 €.',
			rules: [
				{ kind: 'mostPercent', number: 80, text: '', source: 'bezreg-muenster.de' },
				{ kind: 'applyBy', number: null, text: '04-30', source: 'bezreg-muenster.de' },
			],
		},
	],
};
