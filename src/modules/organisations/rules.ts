/** Kinds of organisations, in the order lists offer them. */
export const organisationTypes = [
	'school',
	'youthWelfareOffice',
	'freeCarrier',
	'municipalCarrier',
	'kindergarten',
	'schoolAuthority',
	'stateSchoolOffice',
	'church',
	'municipality',
	'network',
	'other',
] as const;

export type OrganisationType = (typeof organisationTypes)[number];

/** The law of data protection that an organisation keeps to: the general one, or that of a church; '' = not known. Source: domain.md §4 */
export const legalRegimes = ['', 'gdpr', 'kdg', 'dsgEkd'] as const;
export type LegalRegime = (typeof legalRegimes)[number];

/** What somebody does, as statistics and mixing know it. */
export const professions = [
	'schoolSocialWork',
	'generalSocialService',
	'schoolLeadership',
	'teaching',
	'earlyEducation',
	'youthWelfare',
	'administration',
	'other',
] as const;

export type Profession = (typeof professions)[number];

/** Organisations as they are typed: with their town, and where two are called alike there, with their school number. */
export function typedNames(all: readonly { id: string; name: string; town: string; number?: string | null }[]): Map<string, string> {
	const placed = ({ name, town }: { name: string; town: string }) => [name, town].filter(Boolean).join(', ');
	const counts = new Map<string, number>();
	for (const one of all) counts.set(placed(one), (counts.get(placed(one)) ?? 0) + 1);
	return new Map(
		all.map((one) => [one.id, (counts.get(placed(one)) ?? 0) > 1 && one.number ? `${placed(one)}, ${one.number}` : placed(one)]),
	);
}
