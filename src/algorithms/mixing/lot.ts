const mix = (hash: number, value: number) => {
	const mixed = Math.imul(hash ^ value, 0x9e3779b1);
	return mixed ^ (mixed >>> 15);
};

/**
 * The lot that decides between equals: the same for the same seed and text, whatever their order in a list.
 * Unit:   0..2^32 - 1
 */
export function lot(seed: number, text: string): number {
	let hash = mix(mix(0x811c9dc5, seed % 0x100000000), Math.floor(seed / 0x100000000));
	for (let at = 0; at < text.length; at++) hash = mix(hash, text.charCodeAt(at));
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** Draws whole numbers below a limit, always the same ones for the same seed. */
export function chance(seed: number): (limit: number) => number {
	let state = lot(seed, 'chance') || 1;
	return (limit) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return Math.floor(((state >>> 0) / 0x100000000) * limit);
	};
}
