import encodeQR from 'qr';

/**
 * A QR code as one path of its dark modules, a unit each; the quiet zone around it is up to the page.
 * Shape:  size = modules on each side
 */
export function qrPath(text: string): { size: number; path: string } {
	// The encoder draws no code without a border: it is cut off again.
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 1 })
		.slice(1, -1)
		.map((row) => row.slice(1, -1));
	let path = '';
	for (const [y, row] of rows.entries())
		for (let x = 0; x < row.length; x++) {
			let run = 0;
			while (row[x + run]) run++;
			if (run > 0) path += `M${x} ${y}h${run}v1h-${run}z`;
			x += run;
		}
	return { size: rows.length, path };
}
