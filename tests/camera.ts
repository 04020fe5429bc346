// What a browser's camera sees in a test: a film of codes, each shown for a second.
import { open } from 'node:fs/promises';
import encodeQR from 'qr';
import sharp from 'sharp';

const [WIDTH, HEIGHT, RATE] = [320, 240, 2];
const SIDE = 180;

async function picture(text: string | null): Promise<Buffer> {
	const grey = { width: WIDTH, height: HEIGHT, channels: 3, background: { r: 128, g: 128, b: 128 } } as const;
	const base = sharp({ create: grey });
	if (text === null) return base.toColourspace('b-w').raw().toBuffer();
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
	const raw = Buffer.from(rows.flat().map((isDark) => (isDark ? 20 : 235)));
	const code = await sharp(raw, { raw: { width: rows.length, height: rows.length, channels: 1 } })
		.resize(SIDE, SIDE, { kernel: 'nearest' })
		.toColourspace('srgb')
		.png()
		.toBuffer();
	// Put together first: sharp changes the colours before it puts pictures on each other.
	const whole = await base
		.composite([{ input: code }])
		.png()
		.toBuffer();
	return sharp(whole).toColourspace('b-w').raw().toBuffer();
}

/**
 * Writes a film that Chromium takes for its camera, over and over; null = nothing in sight.
 * Source: YUV4MPEG2, 4:2:0, without colour
 */
export async function makeFilm(file: string, texts: readonly (string | null)[]): Promise<void> {
	const colourless = Buffer.alloc((WIDTH / 2) * (HEIGHT / 2) * 2, 128);
	const film = await open(file, 'w');
	await film.write(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420\n`);
	for (const text of texts) {
		const frame = Buffer.concat([Buffer.from('FRAME\n'), await picture(text), colourless]);
		for (let count = 0; count < RATE; count++) await film.write(frame);
	}
	await film.close();
}

/** The arguments with which a browser sees a film through its camera, and is allowed to. */
export const cameraOf = (file: string): string[] => [
	'--use-fake-ui-for-media-stream',
	'--use-fake-device-for-media-stream',
	`--use-file-for-fake-video-capture=${file}`,
];
