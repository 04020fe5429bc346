'use strict';
// Runs on any Node from 20.11 on, before anything is installed: installs what package-lock.json names, generates what
// SvelteKit generates, builds when a source changed. Everything is told on standard error: commands print JSON.

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const MODES = {
	install: { dev: false, sync: false, build: false },
	start: { dev: false, sync: true, build: true },
	sync: { dev: true, sync: true, build: false },
	all: { dev: true, sync: true, build: true },
};

const root = path.join(__dirname, '..');
const mode = MODES[process.argv[2] ?? 'all'];
const inside = (...parts) => path.join(root, ...parts);
const say = (text) => process.stderr.write(`${text}\n`);

function fail(text) {
	say(text);
	process.exit(1);
}

function digest(files) {
	const hash = createHash('sha256');
	for (const file of files) hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file));
	return hash.digest('hex');
}

function filesBelow(folder) {
	if (!fs.existsSync(folder)) return [];
	const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
		.sort();
}

function readStamp(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return {};
	}
}

function run(what, command, args, env = process.env) {
	const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env });
	if (error || status !== 0) fail(`${what} failed (${error ? error.message : `exit code ${status}`}). Nothing was started.`);
}

function install() {
	const stampFile = inside('node_modules', '.augenhoehe-install.json');
	const lock = digest([inside('package-lock.json'), inside('package.json')]);
	const stamp = readStamp(stampFile);
	if (stamp.lock === lock && (stamp.dev || !mode.dev)) return;
	say(mode.dev ? 'Installing everything that package-lock.json names …' : 'Installing what the program needs …');
	// npm install, not npm ci: ci refuses a lock file that lacks another platform's optional package (decision 0003).
	const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', ...(mode.dev ? ['--include=dev'] : ['--omit=dev'])];
	const npm = process.env.npm_execpath;
	if (npm) run('npm install', process.execPath, [npm, ...args]);
	else run('npm install', 'npm', args);
	fs.writeFileSync(stampFile, JSON.stringify({ lock, dev: mode.dev }));
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11)) fail(`Augenhöhe needs Node 20.11 or newer to begin; this is ${process.versions.node}.`);
if (!mode) fail(`bootstrap.cjs takes one of: ${Object.keys(MODES).join(', ')}.`);
try {
	fs.mkdirSync(inside('node_modules'), { recursive: true });
	fs.accessSync(inside('node_modules'), fs.constants.W_OK);
} catch {
	if (!fs.existsSync(inside('build', 'handler.js'))) fail(`This user cannot write to ${root}, and nothing is installed there yet.`);
	process.exit(0);
}

install();
const packaged = inside('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const isNewEnough = major > 22 || (major === 22 && minor >= 18);
if (!fs.existsSync(packaged) && !isNewEnough)
	fail(`There is no Node 24 for ${process.platform}-${process.arch} among the packages. Install Node 22.18 or newer and try again.`);
const node = fs.existsSync(packaged) ? packaged : process.execPath;

// npm removes node_modules/$app with every install: it is generated, not installed.
// A check wants the types of today's routes; a build makes its own.
if (mode.sync && (!mode.build || !fs.existsSync(inside('node_modules', '$app'))))
	run('svelte-kit sync', node, [inside('node_modules', '@sveltejs', 'kit', 'svelte-kit.js'), 'sync']);

if (mode.build) {
	const stampFile = inside('build', '.augenhoehe-build.json');
	const sources = [...filesBelow(inside('src')), ...filesBelow(inside('static')), inside('vite.config.ts'), inside('package-lock.json')];
	const hash = digest(sources);
	if (readStamp(stampFile).sources !== hash) {
		say('Building …');
		run('vite build', node, [inside('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
			...process.env,
			NODE_ENV: 'production',
		});
		fs.writeFileSync(stampFile, JSON.stringify({ sources: hash }));
	}
}
