import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makePicture } from '../../../tests/make.ts';
import { prepare } from './picture.ts';

test('what a camera writes into a picture does not stay in it, and it is turned as it was taken', async () => {
	const taken = await makePicture();
	expect((await sharp(taken).metadata()).exif?.toString('latin1')).toContain('Erika Foto');
	const lying = await sharp(taken).withMetadata({ orientation: 6 }).toBuffer();
	const picture = await prepare(lying);
	expect([picture?.width, picture?.height]).toEqual([40, 60]);
	for (const bytes of [picture?.large, picture?.small]) {
		const { format, exif, icc, xmp, orientation } = await sharp(bytes).metadata();
		expect({ format, exif, icc, xmp, orientation }).toEqual({ format: 'webp' });
		expect(bytes?.toString('latin1')).not.toContain('Erika');
	}
});

test('no picture is larger than a page needs', async () => {
	const large = await sharp({ create: { width: 4000, height: 2000, channels: 3, background: '#fff' } })
		.png()
		.toBuffer();
	const picture = await prepare(large);
	expect([picture?.width, picture?.height]).toEqual([1600, 800]);
	expect((await sharp(picture?.small).metadata()).width).toBe(640);
});

test.each([
	['nothing', Buffer.alloc(0)],
	['a text', Buffer.from('kein Bild')],
	['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>x()</script></svg>')],
	['a picture that is cut off', (await makePicture()).subarray(0, 200)],
	// A header that claims 65,535 × 65,535 pixels.
	['a picture that would fill the memory', Buffer.from('89504e470d0a1a0a0000000d494844520000ffff0000ffff0802000000', 'hex')],
])('%s is no picture', async (_, bytes) => {
	expect(await prepare(bytes)).toBeUndefined();
});
