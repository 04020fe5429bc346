// The command line: JSON out, a sentence on standard error; exit 0 fine, 1 failed, 2 bad input.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { allocate } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, readProblem } from '#algorithms/allocation/problem.ts';
import { mix } from '#algorithms/mixing/mix.ts';
import { InvalidMixing, readMixing } from '#algorithms/mixing/problem.ts';
import { plainLetters } from '#modules/events/rules.ts';
import { saidHeadings } from '#modules/organisations/read-import.server.ts';
import { countsOf, type SchoolRow } from '#modules/organisations/rules-import.ts';
import { columnsOf } from '#modules/organisations/rules-school.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { importSchools, previewSchools } from '#modules/organisations/write-import.server.ts';
import * as people from '#modules/people/write.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { foundRegion, setHost } from '#modules/places/write.server.ts';
import { begin as beginHousekeeping } from '#modules/privacy/job.server.ts';
import { type Database, openDatabase } from '#platform/db/database.ts';
import { Unfit } from '#platform/db/launcher.ts';
import { isAddress } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { Rejected } from '#platform/rejected.ts';
import { issueLink } from '#platform/session/session.ts';
import { NoTable, type Table } from '#platform/sheet/csv.ts';
import { NoWorkbook, tableOfFile } from '#platform/sheet/file.ts';
import { loadDemonstration } from '../demo/load.ts';
import { makeDemonstration, openInstallation, settleInstallation } from './prepare.ts';

const root = path.join(import.meta.dirname, '..');

/** Input that the person at the command line can mend. */
class BadInput extends Error {}

async function jsonFromInput(): Promise<unknown> {
	try {
		return JSON.parse(await text(process.stdin));
	} catch (error) {
		throw new BadInput(`The input is not JSON: ${(error as Error).message}`);
	}
}

async function withDatabase<T>(work: (database: Database, url: string) => Promise<T>): Promise<T> {
	const installation = await openInstallation(root, process.env);
	const database = openDatabase(installation.url, 2);
	try {
		return await work(database, installation.url);
	} finally {
		await database.close();
		await installation.leave();
	}
}

const origin = () => process.env['APP_ORIGIN'] ?? `http://${process.env['HOST'] ?? '127.0.0.1'}:${process.env['PORT'] ?? 3000}`;

const originOf = (host: string) => process.env['APP_ORIGIN'] ?? `https://${host}`;

const OPTIONS = {
	name: { type: 'string' },
	email: { type: 'string' },
	region: { type: 'string' },
	land: { type: 'string' },
	operator: { type: 'string' },
	address: { type: 'string' },
	'operator-email': { type: 'string' },
	host: { type: 'string' },
} as const;

const IMPORT_OPTIONS = { region: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;

/** Länder by the first two digits of the official municipality key. Source: Destatis, Gemeindeschlüssel */
const LANDS: Record<string, string> = {
	'01': 'Schleswig-Holstein',
	'02': 'Hamburg',
	'03': 'Niedersachsen',
	'04': 'Bremen',
	'05': 'Nordrhein-Westfalen',
	'06': 'Hessen',
	'07': 'Rheinland-Pfalz',
	'08': 'Baden-Württemberg',
	'09': 'Bayern',
	'10': 'Saarland',
	'11': 'Berlin',
	'12': 'Brandenburg',
	'13': 'Mecklenburg-Vorpommern',
	'14': 'Sachsen',
	'15': 'Sachsen-Anhalt',
	'16': 'Thüringen',
};

/** The region that a list of schools goes into; null where the installation has none yet. */
async function regionToFill(database: Database, named: string | undefined): Promise<number | null> {
	const known = await database.within([], regions);
	const found = named ? known.find(({ name, slug }) => name === named || slug === named) : known.length === 1 ? known[0] : undefined;
	if (found) return found.id;
	if (known.length === 0) return null;
	throw new BadInput(`--region names one of: ${known.map(({ name }) => name).join(', ')}`);
}

/** Founds the first region for a list of schools; what an imprint needs is to be entered by whoever coordinates it. */
async function foundFor(database: Database, name: string, keys: readonly string[]): Promise<number> {
	const slug = plainLetters(name).slice(0, 40).replace(/-$/, '');
	if (slug.length < 2) throw new BadInput('--region must be a name of at least two letters');
	const unknown = {
		operatorName: name,
		operatorAddress: 'Noch nicht eingetragen',
		operatorEmail: 'noch-nicht-eingetragen@example.invalid',
	};
	const land = LANDS[keys.find(Boolean)?.slice(0, 2) ?? ''] ?? '';
	await database.within([1], (tx) => foundRegion(tx, { id: 1, slug, name, land, origin: origin(), ...unknown }));
	await beginHousekeeping(database, [1]);
	return 1;
}

async function readTable(file: string): Promise<Table> {
	try {
		return await tableOfFile(await readFile(file));
	} catch (error) {
		if (error instanceof NoWorkbook) throw new BadInput(`${path.basename(file)} cannot be opened as a workbook.`);
		if (error instanceof NoTable) throw new BadInput(`${path.basename(file)} is no table: ${error.code}.`);
		const { code } = error as NodeJS.ErrnoException;
		if (code) throw new BadInput(`${file} cannot be read: ${code}.`);
		throw error;
	}
}

/** Remarks on rows, for whoever reads along. */
function reportOf(rows: readonly SchoolRow[]): string {
	const t = organisationWords('en');
	return rows
		.filter(({ fate, remarks }) => remarks.length > 0 || fate === 'changed')
		.map(({ line, name, fate, changes, remarks }) => {
			const said = [
				...changes.map(({ field, before, after }) => t('import.change', { field: t(`schoolField.${field}`), before, after })),
				...remarks.map(({ key, value }) => t(`remark.${key}`, { value })),
			];
			return `row ${line}, ${name}: ${t(`import.fate.${fate}`)}. ${said.join(' ')}\n`;
		})
		.join('');
}

function options(args: string[]): Record<string, string | undefined> {
	try {
		return parseArgs({ args, options: OPTIONS }).values;
	} catch (error) {
		throw new BadInput((error as Error).message);
	}
}

function needed(given: Record<string, string | undefined>, name: string, why: string): string {
	const value = given[name]?.trim();
	if (!value) throw new BadInput(`--${name} is missing: ${why}`);
	return value;
}

async function regionFor(database: Database, given: Record<string, string | undefined>): Promise<number> {
	const known = await database.within([], regions);
	const named = given['region'];
	const host = given['host']?.toLowerCase();
	if (host && !/^[a-z0-9.-]+$/.test(host))
		throw new BadInput('--host is a name like treffen.example.de, without https:// and without a port');
	const found = named ? known.find(({ name, slug }) => name === named || slug === named) : known.length === 1 ? known[0] : undefined;
	if (found && host) await database.within([found.id], (tx) => setHost(tx, found.id, host, originOf(host)));
	if (found) return found.id;
	if (!named) throw new BadInput('--region is missing: the name of the region, for example --region "Landkreis Lindengrund"');
	const nameless = known.find((region) => region.host === null);
	if (nameless)
		throw new BadInput(
			`"${nameless.name}" has no host name yet, so a second region would hide it. First: create-coordinator --region "${nameless.name}" --host … --name … --email …`,
		);
	if (known.length > 0 && !host) throw new BadInput('--host is missing: with several regions each is found by its host name');
	const slug = plainLetters(named).slice(0, 40).replace(/-$/, '');
	if (slug.length < 2) throw new BadInput('--region must be a name of at least two letters');
	const region = {
		id: Math.max(0, ...known.map(({ id }) => id)) + 1,
		slug,
		name: named,
		land: needed(given, 'land', 'the Land the region lies in'),
		host: host ?? null,
		origin: host ? originOf(host) : origin(),
		operatorName: needed(given, 'operator', 'the office that runs these pages, for the imprint'),
		operatorAddress: needed(given, 'address', "the office's postal address, for the imprint"),
		operatorEmail: needed(given, 'operator-email', "the office's e-mail address: the sender of all mails"),
	};
	await database.within([region.id], (tx) => foundRegion(tx, region));
	await beginHousekeeping(database, [region.id]);
	return region.id;
}

function nothingElse(args: string[]): void {
	if (args.length > 0) throw new BadInput(`"${args[0]}" is not understood; augenhoehe --help tells what is.`);
}

const HELP = `augenhoehe <command>: JSON on standard output; exit 0 fine, 1 failed, 2 bad input.

  allocate            gives places out: a problem as JSON on standard input
  mix                 seats people in small groups over rounds: a problem as JSON on standard input
  migrate             brings the database to the newest schema
  demo                fills an empty database with the invented region
  import schools FILE takes a list of schools over, as Excel or CSV, into the region there is; --region with several,
                      and --dry-run to see what would come of it. Remarks row by row on standard error.
  create-coordinator  prints a sign-in link: --name --email, the first time also
                      --region --land --operator --address --operator-email; --host with several regions

DATA_DIR or DATABASE_URL says which database; README.md and docs/operate.md tell the rest.
`;

const commands: Record<string, (args: string[]) => Promise<unknown>> = {
	allocate: async (args) => {
		nothingElse(args);
		return allocate(readProblem(await jsonFromInput())).allocation;
	},

	mix: async (args) => {
		nothingElse(args);
		return mix(readMixing(await jsonFromInput()), performance);
	},

	migrate: async (args) => {
		nothingElse(args);
		return withDatabase(async (_, url) => {
			await settleInstallation(url, false);
			return { migrated: true };
		});
	},

	demo: async (args) => {
		nothingElse(args);
		return withDatabase(async (database, url) => {
			if ((await database.within([], regions)).length > 0)
				throw new BadInput('This database has a region already; a demonstration needs an empty one.');
			await makeDemonstration(url);
			await loadDemonstration(database, origin(), new Date());
			return { demonstration: true };
		});
	},

	import: async (args) => {
		const { values, positionals } = (() => {
			try {
				return parseArgs({ args, options: IMPORT_OPTIONS, allowPositionals: true });
			} catch (error) {
				throw new BadInput((error as Error).message);
			}
		})();
		const [what, file, ...rest] = positionals;
		if (what !== 'schools' || !file) throw new BadInput('import takes: schools FILE, with --region and --dry-run');
		nothingElse(rest);
		const table = await readTable(file);
		return withDatabase(async (database, url) => {
			await settleInstallation(url, false);
			const known = await regionToFill(database, values.region);
			const within = known === null ? [] : [known];
			const columns = columnsOf(table.headings, await database.within(within, saidHeadings));
			const seen = await database.within(within, (tx) => previewSchools(tx, table, columns));
			const dry = { rows: seen, counts: countsOf(seen) };
			const { rows, counts } = values['dry-run']
				? dry
				: await (async () => {
						const called =
							values.region ??
							path
								.basename(file, path.extname(file))
								.replace(/(^|[-_ ])(\p{L})/gu, (_, gap, letter) => (gap ? ' ' : '') + letter.toUpperCase());
						const keys = seen.flatMap(({ facts }) => facts?.ags ?? []);
						const region = known ?? (await foundFor(database, called, keys));
						const by = { region, person: null };
						return database.within([region], (tx) => importSchools(tx, by, table, { name: path.basename(file), columns }, new Date()));
					})();
			process.stderr.write(reportOf(rows));
			return { rows: rows.length, ...counts };
		});
	},

	'create-coordinator': (args) =>
		withDatabase(async (database, url) => {
			const given = options(args);
			const name = needed(given, 'name', "the coordinator's name");
			const email = needed(given, 'email', "the coordinator's address").toLowerCase();
			if (!isAddress(email)) throw new BadInput('--email must be a complete address, like name@office.example');
			await settleInstallation(url, false);
			const region = await regionFor(database, given);
			return database.within([region], async (tx) => {
				const person = await people.addPerson(tx, region, { name, email });
				await people.grantCoordinator(tx, region, person);
				const home = (await regions(tx)).find(({ id }) => id === region);
				const token = await issueLink(tx, region, person, new Date());
				return { region: home?.name, email, signIn: `${home?.origin}${to('de', `/sign-in/${token}`)}`, validMinutes: 15 };
			});
		}),
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
try {
	if ([name, ...args].some((word) => word === '--help' || word === '-h')) process.stdout.write(HELP);
	else if (command) process.stdout.write(`${JSON.stringify(await command(args))}\n`);
	else throw new BadInput(`augenhoehe takes one of: ${Object.keys(commands).join(', ')}. augenhoehe --help tells what each of them does.`);
} catch (error) {
	const isInput =
		error instanceof BadInput || error instanceof Rejected || error instanceof InvalidProblem || error instanceof InvalidMixing;
	const sentence = error instanceof Rejected ? error.say('en') : (error as Error).message;
	process.stderr.write(`${isInput || error instanceof Unfit ? sentence : (error as Error).stack}\n`);
	process.exitCode = isInput ? 2 : 1;
}
