// What the register of positions keeps of people.
import { IDS, REGISTRATION_MONTHS, type Record } from './rules.ts';

/** The tables of positions and censuses in the data catalogue. */
export const register: { [table: string]: Record } = {
	'positions.position': { columns: { made_by: IDS }, purpose: 'Wer eine Stelle eingetragen hat', deleted: 'mit der Region' },
	'positions.state': {
		columns: { made_by: IDS, ended_by: IDS },
		purpose: 'Was wann genehmigt war, und was davon wann bekannt war',
		deleted: 'mit der Region',
	},
	'positions.site': { columns: { made_by: IDS, ended_by: IDS }, purpose: 'Welchen Schulen eine Stelle dient', deleted: 'mit der Region' },
	'positions.funding': {
		columns: { made_by: IDS, ended_by: IDS },
		purpose: 'Wer welche Stelle bis wann bezahlt',
		deleted: 'mit der Region',
	},
	'positions.assignment': {
		columns: { specialist_id: IDS, is_absent: 'personal', qualification: 'personal', made_by: IDS, ended_by: IDS },
		purpose: 'Wer auf welcher Stelle arbeitet, damit Besetzung und Lücken stimmen; kein Grund einer Abwesenheit',
		deleted: `ohne Namen mit der Region; der Name ${REGISTRATION_MONTHS} Monate nach der letzten Stelle`,
	},
	'positions.specialist': {
		columns: { name: 'personal', searched: 'personal', level: 'personal', agreed_on: 'personal' },
		purpose: 'Wer auf Stellen arbeitet; zählt in Berichten auch ohne Namen einmal',
		deleted: `${REGISTRATION_MONTHS} Monate nach der letzten Stelle`,
	},
	'positions.contact': {
		columns: { specialist_id: IDS, hours: 'personal', room: 'personal', phone: 'personal' },
		purpose: 'Wann und wo jemand an einer Schule erreichbar ist',
		deleted: 'in der Nacht, nachdem die letzte Stelle geendet hat',
	},
	'offers.mark': {
		columns: { marker: IDS, mark: 'personal' },
		purpose: 'Was jemand von einem Angebot kennt oder genutzt hat, nur für sich; wer es ist, steht nirgends, und erzählt wird erst ab fünf',
		deleted: `sobald die Person die Markierung löscht, in der Nacht, nachdem es das Angebot nicht mehr gibt, oder ${REGISTRATION_MONTHS} Monate nach der Einrichtung`,
	},
	'positions.census': { columns: { opened_by: IDS }, purpose: 'Wer eine Erfassung begonnen hat', deleted: 'mit der Region' },
	'positions.census_school': {
		columns: { note: 'personal' },
		purpose: 'Was eine Schule zu ihren Stellen sagt; gefragt wird nach Stellen, nicht nach Menschen',
		deleted: 'mit der Region',
	},
	'positions.import': {
		columns: { person_id: IDS },
		purpose: 'Wer eine Liste von Stellen übernommen hat, die sich zurücknehmen lässt',
		deleted: 'mit der Region',
	},
	'positions.confirmation': {
		columns: { made_by: IDS },
		purpose: 'Wer wann gesagt hat, dass eine Stelle stimmt',
		deleted: 'mit der Region',
	},
};
