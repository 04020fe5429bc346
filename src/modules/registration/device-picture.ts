// Reads a code from a picture where the browser cannot; loaded only there.
import { decodeQR } from 'qr/decode.js';

const LEAST_CONTRAST = 8;

/** Spreads the brightness of the middle from black to white: a dim screen or a faded print is too flat to be read. */
function spread({ data, width, height }: ImageData): void {
	let low = 255;
	let high = 0;
	for (let y = Math.round(height * 0.4); y < height * 0.6; y += 2)
		for (let x = Math.round(width * 0.4); x < width * 0.6; x += 2) {
			const value = data[(y * width + x) * 4 + 1] ?? 0;
			low = Math.min(low, value);
			high = Math.max(high, value);
		}
	const factor = 255 / Math.max(LEAST_CONTRAST, high - low);
	for (let at = 0; at < data.length; at += 4) data.fill(((data[at + 1] ?? 0) - low) * factor, at, at + 3);
}

/** The code in a picture, if there is one; flat = as in a picture with too little contrast. */
export function readPicture(picture: ImageData, isFlat: boolean): string[] {
	if (isFlat) spread(picture);
	try {
		return [decodeQR(picture, { timeLimit: 60 })];
	} catch {
		// It throws wherever it finds no code.
		return [];
	}
}
