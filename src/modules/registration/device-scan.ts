// Reads QR codes with this device's camera: from the middle square of its picture, as the page shows it.

/** Why there is no picture: not allowed, or no camera that could be used. */
export type ScanTrouble = 'refused' | 'noCamera';

type Reader = (pen: CanvasRenderingContext2D, isFlat: boolean) => Promise<string[]>;
type Detector = { detect(source: HTMLCanvasElement): Promise<{ rawValue: string }[]> };
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

const PAUSE_MS = 80;
const SIDE_PX = 720;
const AGAIN_AFTER_MS = 2000;
const WISH = { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } };

async function ownReader(): Promise<Reader> {
	const { readPicture } = await import('./device-picture.ts');
	return async (pen, isFlat) => readPicture(pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height), isFlat);
}

async function chooseReader(): Promise<Reader> {
	const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	const formats = await Native?.getSupportedFormats().catch((): string[] => []);
	if (!Native || !formats?.includes('qr_code')) return ownReader();
	const detector = new Native({ formats: ['qr_code'] });
	let own: Reader | undefined;
	return async (pen, isFlat) => {
		const codes = own ? undefined : await detector.detect(pen.canvas).catch(() => undefined);
		if (codes) return codes.map(({ rawValue }) => rawValue);
		// Some browsers promise the format where the service behind it is missing.
		own ??= await ownReader();
		return own(pen, isFlat);
	};
}

/**
 * Tells each code that the camera sees until it is stopped; the same one again only after two seconds out of sight.
 * Errors: none; what keeps the camera from seeing is a value
 */
export async function scan(video: HTMLVideoElement, found: (text: string) => void, signal: AbortSignal): Promise<ScanTrouble | null> {
	let stream: MediaStream;
	try {
		stream = await navigator.mediaDevices.getUserMedia({ video: WISH });
	} catch (error) {
		return (error as Error).name === 'NotAllowedError' ? 'refused' : 'noCamera';
	}
	try {
		const read = await chooseReader();
		const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
		const seen = new Map<string, number>();
		if (!signal.aborted) video.srcObject = stream;
		for (let look = 0; pen && !signal.aborted; look++) {
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
			if (!stream.active) return 'noCamera';
			// Also after the phone was locked.
			if (video.paused) video.play().catch(() => {});
			const { videoWidth: width, videoHeight: height } = video;
			if (document.hidden || width === 0) continue;
			// By turns closer, for a small print, and with more contrast, for a dim screen.
			const edge = Math.min(width, height) * (look % 2 ? 2 / 3 : 1);
			const side = Math.min(Math.round(edge), SIDE_PX);
			pen.canvas.width = side;
			pen.canvas.height = side;
			pen.drawImage(video, (width - edge) / 2, (height - edge) / 2, edge, edge, 0, 0, side, side);
			for (const text of await read(pen, look % 4 > 1)) {
				const isNew = performance.now() - (seen.get(text) ?? -AGAIN_AFTER_MS) >= AGAIN_AFTER_MS;
				seen.set(text, performance.now());
				if (isNew && !signal.aborted) found(text);
			}
		}
		return null;
	} finally {
		for (const track of stream.getTracks()) track.stop();
		video.srcObject = null;
	}
}
