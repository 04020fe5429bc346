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
