// German paths, English ones under /en: one table of segments, by position a word of the URL or a parameter.
import type { Language } from './language/language.ts';

/** Words of a path in code and English → the same words in German. */
const words: Record<string, string> = {
	events: 'veranstaltungen',
	registration: 'anmeldung',
	confirmed: 'bestaetigt',
	waiting: 'warteliste',
	withdrawn: 'abgesagt',
	withdraw: 'absagen',
	take: 'annehmen',
	why: 'warum',
	'my-place': 'meine-anmeldung',
	'sign-in': 'anmelden',
	'sign-out': 'abmelden',
	accessibility: 'barrierefreiheit',
	privacy: 'datenschutz',
	imprint: 'impressum',
	desk: 'koordination',
	meetings: 'treffen',
	new: 'neu',
	edit: 'bearbeiten',
	agenda: 'ablauf',
	release: 'fassungen',
	board: 'raster',
	boards: 'bretter',
	mandates: 'auftraege',
	mandate: 'auftrag',
	thread: 'faden',
	statements: 'grundlagen',
	processes: 'prozesse',
	'working-groups': 'arbeitsgruppen',
	'guest-seats': 'gastplaetze',
	'guest-requests': 'gastanfragen',
	guest: 'gast',
	minutes: 'protokolle',
	'minutes.pdf': 'protokoll.pdf',
	'thread.json': 'faden.json',
	agreements: 'vereinbarungen',
	agreement: 'vereinbarung',
	'agreement.pdf': 'vereinbarung.pdf',
	templates: 'vorlagen',
	compare: 'vergleich',
	annexes: 'anlagen',
	scans: 'scans',
	'priorities.csv': 'prioritaeten.csv',
	'priorities.xlsx': 'prioritaeten.xlsx',
	facilitate: 'moderation',
	projector: 'leinwand',
	bundle: 'buendeln',
	photos: 'fotos',
	people: 'teilnehmende',
	'team-link': 'mitmachen',
	door: 'tuer',
	day: 'tag',
	print: 'drucken',
	now: 'jetzt',
	hall: 'saal',
	groups: 'gruppen',
	after: 'danach',
	certificate: 'bescheinigung',
	'certificate.pdf': 'bescheinigung.pdf',
	'certificates.pdf': 'bescheinigungen.pdf',
	'contacts.vcf': 'kontakte.vcf',
	'contacts.csv': 'kontakte.csv',
	'contacts.xlsx': 'kontakte.xlsx',
	takeaways: 'impulse',
	materials: 'materialien',
	follow: 'folgen',
	invitations: 'einladungen',
	invitation: 'einladung',
	remind: 'erinnern',
	unsubscribe: 'abbestellen',
	'mail-texts': 'mail-texte',
	import: 'einlesen',
	reserved: 'freigehalten',
	questions: 'fragen',
	lists: 'listen',
	'template.csv': 'vorlage.csv',
	team: 'team',
	registered: 'eingetragen',
	allocation: 'verteilung',
	move: 'umsetzen',
	rules: 'regeln',
	'what-if': 'was-waere-wenn',
	history: 'verlauf',
	region: 'region',
	formats: 'formate',
	views: 'ansichten',
	archive: 'archiv',
	search: 'suche',
	'found.json': 'gefunden.json',
	areas: 'raeume',
	organisations: 'organisationen',
	organisation: 'einrichtung',
	directory: 'verzeichnis',
	offers: 'angebote',
	offer: 'angebot',
	persons: 'personen',
	positions: 'stellen',
	coverage: 'versorgung',
	census: 'erfassung',
	censuses: 'erfassungen',
	programmes: 'programme',
	check: 'pruefen',
	demo: 'vorfuehrung',
	mails: 'mails',
	'calendar.ics': 'kalender.ics',
	'events.json': 'veranstaltungen.json',
};

const german = new Map(Object.entries(words));
const english = new Map(Object.entries(words).map(([code, word]) => [word, code]));

/** Words that are followed by a parameter, and what may stand there instead: a meeting's slug is never translated. */
const followedByParameter = new Map<string, readonly string[]>([
	['events', []],
	['my-place', []],
	['invitation', []],
	['team-link', []],
	['door', []],
	['b', []],
	['facilitate', []],
	['projector', []],
	['bundle', []],
	['follow', []],
	['sign-in', []],
	['meetings', ['new']],
	['move', []],
	['photos', []],
	['materials', []],
	['agreements', ['templates']],
	['agreement', []],
	['organisations', ['import']],
	['organisation', []],
	['directory', ['offers']],
	['offers', ['new']],
	['census', []],
	['censuses', []],
	['positions', ['new', 'coverage', 'programmes', 'check', 'censuses', 'import']],
	['minutes', []],
	['statements', []],
	['mandate', []],
	['working-groups', []],
	['guest-seats', []],
	['guest-requests', []],
	['guest', []],
	['annexes', []],
	['scans', []],
]);

/** Whether a slug would be taken for a word of the URL. */
export const isReserved = (slug: string): boolean => german.has(slug) || english.has(slug);

function translate(path: string, word: (segment: string) => string, code: (segment: string) => string): string {
	const segments = path.split('/');
	return segments
		.map((segment, position) => {
			const parent = code(segments[position - 1] ?? '');
			const fixed = followedByParameter.get(parent);
			return fixed && !fixed.includes(code(segment)) ? segment : word(segment);
		})
		.join('/');
}

/**
 * The path a person sees for a path of the code.
 * Shape:  path = "/events/x/registration", parameters in place; may end in a query
 */
export function to(language: Language, path: string): string {
	const [pathname = '/', query] = path.split('?', 2);
	const shown =
		language === 'en'
			? `/en${pathname === '/' ? '' : pathname}`
			: translate(
					pathname,
					(segment) => german.get(segment) ?? segment,
					(segment) => segment,
				);
	return query === undefined ? shown : `${shown}?${query}`;
}

/** The path of the code for a path a person sees, or undefined where there is none. */
export function from(pathname: string): { language: Language; path: string } | undefined {
	const bare = `/${pathname.replace(/^\/+|\/$/g, '')}`;
	if (bare === '/en' || bare.startsWith('/en/')) return { language: 'en', path: `/${bare.slice(3).replace(/^\/+/, '')}` };
	const first = bare.split('/')[1] ?? '';
	// The words of the code are no German address.
	if ((german.get(first) ?? first) !== first) return undefined;
	const code = (segment: string) => english.get(segment) ?? segment;
	return { language: 'de', path: translate(bare, code, code) };
}
