// The data catalogue: why each kind of data about people is there, and when it goes.
import {
	CARER_MONTHS,
	GUEST_DAYS,
	IDS,
	MAIL_DAYS,
	MET_MONTHS,
	REGISTRATION_MONTHS,
	type Record,
	SIGNED_YEARS,
	UNCONFIRMED_DAYS,
} from './rules.ts';
import { register } from './rules-register.ts';

/**
 * Every column that tells something about a person. A test compares this catalogue with the schema: a column that is not
 * listed here must carry nothing personal, and each table says so itself by being absent.
 */
export const catalogue: { [table: string]: Record } = {
	'places.region': {
		columns: { represented_by: 'personal', data_protection_officer: 'personal' },
		purpose: 'Impressum und Datenschutzerklärung',
		deleted: 'mit der Region; öffentlich durch das Amt',
	},
	'people.person': {
		columns: { name: 'personal', email: 'personal', language: 'none' },
		purpose: 'Konto für Menschen, die Treffen vorbereiten',
		deleted: 'auf Antrag; mit dem Ende der Aufgabe',
	},
	'people.role': { columns: { person_id: IDS, granted_by: IDS }, purpose: 'Wer die Region koordiniert', deleted: 'mit dem Konto' },
	'organisations.membership': {
		columns: { person_id: IDS, function: 'personal' },
		purpose: 'Wer wo in welcher Funktion arbeitet',
		deleted: 'mit dem Konto',
	},
	'organisations.contact': {
		columns: {
			name: 'personal',
			function: 'personal',
			is_deputy: 'personal',
			phone: 'personal',
			email: 'personal',
			hours: 'personal',
			level: 'personal',
			agreed_on: 'personal',
			searched: 'personal',
		},
		purpose: 'An wen man sich in einer Einrichtung wofür wendet; öffentlich nur mit Einverständnis',
		deleted: `sobald die Einrichtung oder die Koordination die Person entfernt; ${REGISTRATION_MONTHS} Monate, nachdem es die Einrichtung nicht mehr gibt`,
	},
	'organisations.disclosure': {
		columns: { person_id: IDS },
		purpose: 'Wer wann festgelegt hat, was von einer Einrichtung öffentlich ist',
		deleted: 'mit der Region',
	},
	'organisations.import': {
		columns: { person_id: IDS },
		purpose: 'Wer eine Liste von Schulen übernommen hat, die sich zurücknehmen lässt',
		deleted: 'mit der Region',
	},
	...register,
	'events.speaker': {
		columns: { name: 'personal', affiliation: 'personal', about: 'personal', name_consent_at: 'none' },
		purpose: 'Mitwirkende im Programm; der Name ist nur mit Einwilligung öffentlich',
		deleted: 'auf Antrag',
	},
	'events.team_member': {
		columns: { person_id: IDS, function: 'personal' },
		purpose: 'Organisationsteam eines Treffens',
		deleted: 'mit dem Konto',
	},
	'events.lead': {
		columns: { person_id: IDS, appointed_by: IDS },
		purpose: 'Wer ein Treffen verantwortet und wer vertritt',
		deleted: 'mit dem Konto',
	},
	'events.team_link': { columns: { function: 'none', made_by: IDS }, purpose: 'Link ins Organisationsteam', deleted: 'gilt 7 Tage' },
	'events.task': {
		columns: { owner_id: IDS, done_by: IDS, made_by: IDS },
		purpose: 'Was bis wann von wem vorbereitet wird',
		deleted: 'mit dem Treffen',
	},
	'events.meeting': { columns: { contact: 'personal' }, purpose: 'Ansprechperson eines Treffens', deleted: 'auf Antrag' },
	'events.join_link': { columns: { url: 'secret' }, purpose: 'Zugang zum Online-Treffen', deleted: 'mit dem Treffen' },
	'events.edition': { columns: { planned_by: IDS }, purpose: 'Wer eine Auflage vorgemerkt hat', deleted: 'mit der Region' },
	'events.edition_drop': { columns: { dropped_by: IDS }, purpose: 'Wer eine Auflage gestrichen hat', deleted: 'mit der Region' },
	'events.attendance': { columns: { noted_by: IDS }, purpose: 'Wie viele da waren', deleted: 'mit dem Treffen' },
	'events.photo': {
		columns: {
			alt: 'personal',
			caption: 'personal',
			photographer: 'personal',
			holder: 'personal',
			large: 'personal',
			small: 'personal',
			added_by: IDS,
			withdrawn_by: IDS,
		},
		purpose: 'Fotos eines Treffens, mit Einwilligung derer, die zu erkennen sind',
		deleted: 'sofort beim Zurückziehen, überall',
	},
	'events.follower': {
		columns: { email: 'personal', language: 'none' },
		purpose: 'Wer von neuen Treffen hören möchte',
		deleted: `beim Abbestellen; ohne Bestätigung nach ${UNCONFIRMED_DAYS} Tagen`,
	},
	'people.kept_view': {
		columns: { person_id: IDS, name: 'personal', path: 'none' },
		purpose: 'Gemerkte Ansichten',
		deleted: 'mit dem Konto',
	},
	'events.contribution': { columns: { function: 'personal' }, purpose: 'Wer moderiert und wer initiiert hat', deleted: 'mit dem Treffen' },
	'events.publication': { columns: { published_by: IDS }, purpose: 'Nachweis', deleted: 'mit dem Treffen' },
	'events.cancellation': { columns: { cancelled_by: IDS }, purpose: 'Nachweis', deleted: 'mit dem Treffen' },
	'events.change': {
		columns: { actor_id: IDS, before: 'personal', after: 'personal' },
		purpose: 'Verlauf eines Treffens',
		deleted: 'mit dem Treffen',
	},
	'registration.place': {
		columns: {
			email: 'personal',
			name: 'personal',
			organisation_name: 'personal',
			organisation_id: 'personal',
			function: 'personal',
			profession: 'personal',
			area_id: 'personal',
			language: 'none',
			entered_by: IDS,
			registered_by_name: 'personal',
			submission_key: 'secret',
			link_version: 'none',
		},
		purpose: 'Teilnahme an einem Treffen',
		deleted: `${REGISTRATION_MONTHS} Monate nach dem Treffen`,
	},
	'people.unsubscription': {
		columns: { email: 'personal' },
		purpose: 'Wer keine Einladungen mehr will',
		deleted: 'wenn die Person es zurücknimmt; sonst nie, damit es dabei bleibt',
	},
	'registration.invitation': {
		columns: { person_id: IDS, declined_at: 'personal', reminded_at: 'none', place_id: IDS },
		purpose: 'Wer eingeladen ist und wie geantwortet wurde',
		deleted: `${REGISTRATION_MONTHS} Monate nach dem Treffen; mit dem Konto`,
	},
	'registration.mailing': {
		columns: { note: 'personal', made_by: IDS },
		purpose: 'Was an viele zugleich verschickt wurde',
		deleted: `${REGISTRATION_MONTHS} Monate nach dem Treffen`,
	},
	'registration.mail_text': {
		columns: { subject: 'none', changed_by: IDS },
		purpose: 'Wer den Text einer E-Mail geändert hat',
		deleted: 'mit der Region',
	},
	'registration.question': { columns: { asked_by: IDS }, purpose: 'Wer eine Frage gestellt hat', deleted: 'mit dem Treffen' },
	'registration.answer': {
		columns: { answer: 'personal' },
		purpose: 'der Zweck steht bei jeder Frage',
		deleted: 'am Tag, der bei der Frage steht; sofort bei Absage',
	},
	'registration.reservation': { columns: { reserved_by: IDS }, purpose: 'Wer Plätze freigehalten hat', deleted: 'mit dem Treffen' },
	'registration.need': {
		columns: { note: 'sensitive' },
		purpose: 'Essen und Zugang',
		deleted: '7 Tage nach dem Treffen, sofort bei Absage',
	},
	'registration.consent': { columns: { purpose: 'personal' }, purpose: 'Einwilligungen, jede für sich', deleted: 'mit der Anmeldung' },
	'registration.door': { columns: { label: 'none', made_by: IDS }, purpose: 'Link für den Einlass', deleted: 'mit dem Treffen' },
	'registration.scan': {
		columns: { key: 'none', place_id: IDS, scanned_at: 'personal' },
		purpose: 'Was an welcher Tür eingetragen wurde, damit nichts doppelt zählt',
		deleted: 'mit der Anmeldung',
	},
	'registration.arrival': {
		columns: { place_id: IDS, scan_key: 'none', arrived_at: 'personal' },
		purpose: 'Wer da war: Bescheinigung, Gruppen, Zahl der Teilnehmenden',
		deleted: 'mit der Anmeldung; sofort bei Absage',
	},
	'registration.certificate_plan': {
		columns: { signer: 'personal', signer_function: 'personal', made_by: IDS },
		purpose: 'Wer Bescheinigungen unterschreibt',
		deleted: 'mit dem Treffen',
	},
	'registration.certificate': {
		columns: { code_digest: 'none', name_digests: 'none', place_id: IDS },
		purpose: 'Echtheit einer Bescheinigung; nur Prüfsummen, der Code steht allein auf dem Papier',
		deleted: 'der Bezug zur Person mit der Anmeldung; die Prüfsummen bleiben',
	},
	'registration.takeaway': {
		columns: { text: 'personal', place_id: IDS },
		purpose: 'Was jemand aus einem Treffen mitnimmt; ohne Namen wird nicht gespeichert, von wem und wann',
		deleted: 'mit Namen: mit der Anmeldung; ohne: mit dem Treffen',
	},
	'events.material': { columns: { added_by: IDS }, purpose: 'Materialien für Angemeldete', deleted: 'mit dem Treffen' },
	'events.closing': { columns: { closed_by: IDS }, purpose: 'Nachweis', deleted: 'mit dem Treffen' },
	'registration.change': {
		columns: { actor_id: IDS, before: 'personal', after: 'personal' },
		purpose: 'Verlauf einer Anmeldung',
		deleted: 'mit der Anmeldung',
	},
	'workshops.wish': { columns: { rank: 'personal' }, purpose: 'Verteilung der Workshop-Plätze', deleted: 'mit der Anmeldung' },
	'workshops.rule': { columns: { kind: 'personal' }, purpose: 'Feste und ausgeschlossene Plätze', deleted: 'mit der Anmeldung' },
	'workshops.allocation': {
		columns: { input: 'personal', outcome: 'personal', findings: 'personal', made_by: IDS },
		purpose: 'Nachweis der Verteilung; nennt Anmeldungen nur mit ihrer Nummer',
		deleted: 'mit dem Treffen; ohne Anmeldung führt die Nummer zu niemandem mehr',
	},
	'workshops.calculation': {
		columns: { input: 'personal', around: 'personal', begun_by: IDS },
		purpose: 'Verteilung, die gerade berechnet wird',
		deleted: 'sobald sie berechnet oder angehalten ist; eine gescheiterte mit der nächsten',
	},
	'workshops.move': { columns: { moved_by: IDS }, purpose: 'Von Hand Umgesetztes', deleted: 'mit der Anmeldung' },
	'workshops.release': { columns: { note: 'personal', released_by: IDS }, purpose: 'Fassungen des Programms', deleted: 'mit dem Treffen' },
	'workshops.publication': { columns: { published_by: IDS }, purpose: 'Nachweis', deleted: 'mit dem Treffen' },
	'workshops.seat': { columns: { rank: 'personal', origin: 'none' }, purpose: 'Workshop-Platz', deleted: 'mit der Anmeldung' },
	'workshops.cancellation': { columns: { cancelled_by: IDS }, purpose: 'Ausgefallener Durchgang', deleted: 'mit dem Treffen' },
	'workshops.bond': { columns: { kind: 'personal' }, purpose: 'Wer zusammen oder getrennt sitzen soll', deleted: 'mit der Anmeldung' },
	'workshops.change': {
		columns: { actor_id: IDS, before: 'personal', after: 'personal' },
		purpose: 'Verlauf der Workshop-Plätze',
		deleted: 'mit der Anmeldung',
	},
	'groups.plan': { columns: { made_by: IDS }, purpose: 'Wer Gruppen eingeteilt hat', deleted: 'mit dem Treffen' },
	'groups.breakout_group': { columns: { moderator_id: IDS }, purpose: 'Wer eine Gruppe moderiert', deleted: 'mit der Anmeldung' },
	'groups.seat': { columns: { place_id: IDS }, purpose: 'Wer in welcher Runde an welchem Tisch sitzt', deleted: 'mit der Anmeldung' },
	'boards.card': {
		columns: { text: 'personal', author: 'personal', hidden_because: 'personal' },
		purpose:
			'Was kleine Gruppen auf ein Brett schreiben; author ist eine Ableitung aus dem, was ein Gerät beim Öffnen erhielt, und führt zu niemandem',
		deleted: 'author und Kennung mit dem Abschluss des Bretts, spätestens in der Nacht nach dem Treffen; Texte mit dem Treffen',
	},
	'boards.guest': {
		columns: { digest: 'personal' },
		purpose: 'Wie viele Geräte an welchem Tisch dabei sind',
		deleted: 'mit dem Abschluss des Bretts, spätestens in der Nacht nach dem Treffen',
	},
	'boards.ballot_box': {
		columns: { ballots: 'personal' },
		purpose: 'Punkte auf Bündel unter zufälligen Kennungen, die nur das Gerät kennt; zu niemandem führt etwas',
		deleted: 'mit dem Abschluss des Bretts, spätestens in der Nacht nach dem Treffen; Summen bleiben beim Treffen',
	},
	'boards.handover': {
		columns: { who: 'personal', step: 'none' },
		purpose: 'Wer sich um eine Priorität kümmert, wie der Saal es nennt',
		deleted: 'mit dem Treffen',
	},
	'boards.helper': {
		columns: { name: 'personal', email: 'personal' },
		purpose: 'Wer an einer Priorität mitarbeiten will und es selbst gesagt hat; ohne Bezug zu Gerät, Karten und Punkten',
		deleted: `auf Wunsch; spätestens ${REGISTRATION_MONTHS} Monate nach dem Treffen`,
	},
	'boards.hold': {
		columns: { holder: 'personal', maker: 'personal' },
		purpose: 'Welche Karte das Bündelteam gerade in der Hand hat; der Name ist freiwillig',
		deleted: 'nach Sekunden unsichtbar, mit dem Ende des Bündelns gelöscht',
	},
	'boards.act': {
		columns: { maker: 'personal' },
		purpose: 'Was das Bündelteam getan hat, damit es rückgängig geht; der Name ist freiwillig',
		deleted: 'mit dem Abschluss des Bretts, spätestens in der Nacht nach dem Treffen',
	},
	'thread.entry': {
		columns: { actor_id: IDS, asked: 'personal', step: 'personal', note: 'personal' },
		purpose:
			'Was zu einem Auftrag gesagt wurde, damit ein späteres Treffen fragen kann, was daraus wurde; gefragt wird nach Einrichtungen, nicht nach Menschen',
		deleted: 'mit der Region',
	},
	'thread.carer': {
		columns: { name: 'personal', email: 'personal' },
		purpose: 'Wer sich um einen Auftrag kümmert und über einen Link antwortet',
		deleted: `die Adresse, sobald die Person nicht mehr zuständig ist; beides ${CARER_MONTHS} Monate nach dem Ende des Auftrags`,
	},
	'thread.agreement_version': {
		columns: { content: 'personal', made_by: IDS },
		purpose: 'Der Wortlaut, den Einrichtungen unterschreiben; gefragt wird nach Einrichtungen, nicht nach Menschen',
		deleted: 'mit der Region',
	},
	'thread.member': {
		columns: { name: 'personal', organisation: 'personal', function: 'personal', email: 'personal', since: 'personal', until: 'personal' },
		purpose: 'Wer in welcher Funktion in einer Arbeitsgruppe ist, damit sich zeigt, welche fehlt',
		deleted: `${REGISTRATION_MONTHS} Monate, nachdem die Person sie verlassen oder die Gruppe geendet hat`,
	},
	'thread.guest_slot': {
		columns: { decider_name: 'personal', decider_email: 'personal' },
		purpose: 'Wer über Gastplätze einer Erziehungskonferenz entscheidet',
		deleted: `${GUEST_DAYS} Tage nach der Konferenz`,
	},
	'thread.guest_request': {
		columns: { name: 'personal', email: 'personal', organisation: 'personal', profession: 'personal', decided_by: IDS },
		purpose: 'Wer um einen Gastplatz bittet; worum es in der Konferenz geht, wird nirgends gefragt',
		deleted: `${GUEST_DAYS} Tage nach der Konferenz; ohne Bestätigung nach ${UNCONFIRMED_DAYS} Tagen`,
	},
	'thread.minutes_writing': {
		columns: { sections: 'personal', actor_id: IDS },
		purpose: 'Protokolle von Treffen, Fassung für Fassung, damit zwei zugleich schreiben können',
		deleted: 'mit dem Treffen',
	},
	'thread.minutes_release': { columns: { actor_id: IDS }, purpose: 'Wer ein Protokoll freigegeben hat', deleted: 'mit dem Treffen' },
	'thread.minutes_recipient': {
		columns: { name: 'personal', email: 'personal' },
		purpose: 'Wer ein Protokoll bekommt',
		deleted: `auf Wunsch; spätestens ${REGISTRATION_MONTHS} Monate nach dem Treffen`,
	},
	'thread.statement_version': {
		columns: { wording: 'personal', criteria: 'none', actor_id: IDS },
		purpose:
			'Beschlüsse, Haltung, Grundsätze und Qualitätsstandards, wie sie gesagt wurden; gefragt wird nach Einrichtungen, nicht nach Menschen',
		deleted: 'mit der Region',
	},
	'thread.party': {
		columns: { contact_name: 'personal', contact_function: 'personal', contact_email: 'personal' },
		purpose: 'Wer für eine beteiligte Einrichtung erreicht wird',
		deleted: `${CARER_MONTHS} Monate nach dem Ende der Vereinbarung`,
	},
	'thread.signature': {
		columns: { name: 'personal', function: 'personal', scan: 'personal', entered_by: IDS },
		purpose: 'Wer für eine Einrichtung welchen Wortlaut unterschrieben hat',
		deleted: `${SIGNED_YEARS} Jahre nach dem Ende der Vereinbarung`,
	},
	'thread.agreement_entry': {
		columns: { actor_id: IDS, note: 'personal' },
		purpose:
			'Was aus einer Vereinbarung wurde, damit ein späteres Treffen fragen kann; gefragt wird nach Einrichtungen, nicht nach Menschen',
		deleted: 'mit der Region',
	},
	'thread.annex': { columns: { file: 'personal', added_by: IDS }, purpose: 'Anlagen einer Vereinbarung', deleted: 'mit der Region' },
	'thread.measure_entry': {
		columns: { actor_id: IDS, note: 'personal', evidence: 'none' },
		purpose: 'Wie weit eine Maßnahme ist; gefragt wird nach Einrichtungen, nicht nach Menschen',
		deleted: 'mit der Region',
	},
	'groups.met': {
		columns: { one: 'personal', other: 'personal', met_on: 'personal' },
		purpose: 'Wer wen schon am Tisch traf, damit die nächste Mischung neue Begegnungen bringt; nur mit Einwilligung, als Prüfsumme',
		deleted: `${MET_MONTHS} Monate danach; sofort, wenn eine der beiden Personen es widerruft`,
	},
	'events.announcement': {
		columns: { text: 'none', made_by: IDS },
		purpose: 'Ansagen während eines Treffens',
		deleted: 'mit dem Treffen',
	},
	'platform.session': { columns: { token_hash: 'secret', subject: IDS }, purpose: 'Angemeldet bleiben', deleted: 'nach 30 Tagen' },
	'platform.sign_in_link': {
		columns: { token_hash: 'secret', subject: IDS },
		purpose: 'Anmelden per Link',
		deleted: 'in der Nacht nach Ablauf',
	},
	'platform.secret': { columns: { key: 'secret' }, purpose: 'Schlüssel der persönlichen Links', deleted: 'nie' },
	'platform.mail': {
		columns: { about: 'personal' },
		purpose: 'Postausgang, ohne Text und Adresse',
		deleted: `${MAIL_DAYS} Tage nach dem Versand`,
	},
	'platform.rate_limit': { columns: { key: 'personal' }, purpose: 'Schutz vor Massenanfragen', deleted: 'eine Stunde, nachdem sie endet' },
};
