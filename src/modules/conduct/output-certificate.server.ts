import type { Organiser } from '#modules/events/access.ts';
import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { agenda, type Meeting } from '#modules/events/read.server.ts';
import type { Region } from '#modules/places/access.ts';
import { attendees, certificateCodes, certificatePlanOf, certified } from '#modules/registration/read-after.server.ts';
import { words } from '#modules/registration/words.ts';
import { seats, workshops } from '#modules/workshops/read.server.ts';
import { heldAt } from '#modules/workshops/rules-round.ts';
import { inGroups } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { longDay } from '#platform/time/time.ts';

const TEMPLATE = '#modules/conduct/output-certificates.typ';

/** What somebody took part in, as many lines as a certificate has. */
const MOST_TOPICS = 8;

interface About {
	region: Region;
	meeting: Meeting;
	language: Language;
	now: Date;
}

/**
 * The certificates of those who came, or of one of them, before they are made into a document; null where there are none.
 * Shape:  place = of one only
 */
export async function certificates(
	tx: Tx,
	by: Pick<Organiser, 'region' | 'meeting'>,
	{ region, meeting, language, now }: About,
	place?: string,
): Promise<{ template: string; data: unknown; count: number } | null> {
	const t = words(language);
	const plan = await certificatePlanOf(tx, by);
	const holders = await certified(tx, by);
	const people = (await attendees(tx, by)).filter((one) => holders.has(one.id) && (!place || one.id === place));
	if (!plan || people.length === 0) return null;
	const codes = await certificateCodes(tx, by.region, people, plan.minutes);
	const topicsOf = await topics(tx, by.meeting, language);
	const address = to(language, '/certificate');
	const host = new URL(region.origin).host;
	const hours = new Intl.NumberFormat(language).format(plan.minutes / 60);
	const data = {
		title: `${t('certificate.title')}: ${meeting.title}`,
		lang: language,
		region: region.operatorName,
		programme: region.name,
		meeting: meeting.title,
		motto: meeting.motto || null,
		where: venueLine(meeting, language),
		place: plan.town,
		date: longDay(language, now).replace(/^[^,]*, /, ''),
		signer: { name: plan.signer, office: plan.signerFunction },
		words: {
			title: t('certificate.title'),
			attended: t('certificate.attended'),
			when: t('certificate.when'),
			where: t('certificate.where'),
			extent: t('certificate.extent'),
			topics: t('certificate.topics'),
			verify: t('certificate.verify'),
			code: t('certificate.code'),
			qr: t('certificate.qr'),
		},
		certificates: people.map((one, at) => ({
			name: one.name,
			organisation: one.organisation,
			when: timeLine(meeting, language),
			extent: t('certificate.hours', { count: plan.minutes / 60, hours }),
			topics: topicsOf(one),
			url: host + address,
			code: inGroups(codes[at] ?? '', 5, '-'),
			qr: { qrCode: `${region.origin}${address}?code=${codes[at]}` },
		})),
	};
	return { template: TEMPLATE, data, count: people.length };
}

/** What each of the people took part in: what was for all, and their own workshops. */
async function topics(tx: Tx, meeting: string, language: Language): Promise<(of: { id: string }) => string[]> {
	const parts = (await agenda(tx, meeting)).filter(({ kind }) => kind === 'talk' || kind === 'plenary').map(({ title }) => title);
	const all = await workshops(tx, meeting);
	const seated = Map.groupBy(await seats(tx, meeting), ({ place }) => place);
	const t = words(language);
	return ({ id }) => {
		const own = (seated.get(id) ?? []).flatMap((seat) => heldAt(all, seat)?.workshop.title ?? []);
		const lines = [...parts, ...own.map((title) => t('certificate.workshop', { title }))];
		const more = lines.length - MOST_TOPICS + 1;
		return more <= 1 ? lines : [...lines.slice(0, MOST_TOPICS - 1), t('certificate.more', { count: more })];
	};
}
