// The command line: JSON out, a sentence on standard error; exit 0 fine, 1 failed, 2 bad input.
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { allocate } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, readProblem } from '#algorithms/allocation/problem.ts';
import { mix } from '#algorithms/mixing/mix.ts';
import { InvalidMixing, readMixing } from '#algorithms/mixing/problem.ts';
import { plainLetters } from '#modules/events/rules.ts';
import * as people from '#modules/people/write.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { foundRegion, setHost } from '#modules/places/write.server.ts';
import { begin as beginHousekeeping } from '#modules/privacy/job.server.ts';
import { type Database, openDatabase } from '#platform/db/database.ts';
import { Unfit } from '#platform/db/launcher.ts';
import { isAddress } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { issueLink } from '#platform/session/session.ts';
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
	const isInput = error instanceof BadInput || error instanceof InvalidProblem || error instanceof InvalidMixing;
	process.stderr.write(`${isInput || error instanceof Unfit ? (error as Error).message : (error as Error).stack}\n`);
	process.exitCode = isInput ? 2 : 1;
}
