import { to } from '#platform/paths.ts';
import type { LayoutServerLoad } from './$types';

export const csr = false;

export const load: LayoutServerLoad = ({ locals, url }) => ({
	language: locals.language,
	region: { name: locals.region.name, land: locals.region.land, operator: locals.region.operatorName, accent: locals.region.accent },
	actor: locals.actor && { name: locals.actor.name, isCoordinator: locals.actor.roles.includes('coordinator') },
	isDemonstration: locals.isDemonstration,
	path: locals.path,
	otherLanguage: to(locals.language === 'de' ? 'en' : 'de', locals.path + url.search),
});
