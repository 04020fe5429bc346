import sharp from 'sharp';

/** A picture as pages show it, in two sizes, as WebP without anything that the camera wrote into it. */
export interface Picture {
	large: Buffer;
	small: Buffer;
	/** Of the large one, in pixels. */
	width: number;
	height: number;
}

/** Bytes that a picture may have at the most. */
export const MOST_BYTES = 10_000_000;

// A phone's picture has 12 million pixels, a good camera's 60; what claims more wants to fill the memory.
const MOST_PIXELS = 80_000_000;
const LARGE = 1600;
const SMALL = 640;

/**
 * Makes a picture fit for pages: turned as it was taken, no larger than needed, and rid of place, time and camera.
 * Shape:  undefined = no picture that can be read (JPEG, PNG, WebP)
 */
export async function prepare(bytes: Uint8Array): Promise<Picture | undefined> {
	try {
		const original = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).rotate();
		const { format } = await original.metadata();
		if (!['jpeg', 'png', 'webp'].includes(format ?? '')) return undefined;
		const sized = (edge: number) =>
			original
				.clone()
				.resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
				.webp({ quality: 80 })
				.toBuffer({ resolveWithObject: true });
		const [large, small] = [await sized(LARGE), await sized(SMALL)];
		return { large: large.data, small: small.data, width: large.info.width, height: large.info.height };
	} catch {
		return undefined;
	}
}
