/** Numbers 0..size-1 that can be added and multiplied; in a field no product of two that are not 0 is 0. */
export interface Ring {
	size: number;
	isField: boolean;
	add: (a: number, b: number) => number;
	times: (a: number, b: number) => number;
}

/** The prime p and the exponent k with size = p^k, or null. */
function primePower(size: number): { p: number; k: number } | null {
	if (size < 2) return null;
	let p = 2;
	while (size % p !== 0) p++;
	let k = 0;
	for (let rest = size; rest > 1; rest /= p, k++) if (rest % p !== 0) return null;
	return { p, k };
}

/**
 * The field with so many elements where there is one, otherwise whole numbers modulo the size.
 * Shape:  an element of a field of p^k is a polynomial, its digits to the base p
 * Source: the first monic polynomial of degree k for which x generates everything but 0, found by trying
 */
export function ringOf(size: number): Ring {
	const power = primePower(size);
	if (!power || power.k === 1) return { size, isField: power !== null, add: (a, b) => (a + b) % size, times: (a, b) => (a * b) % size };
	const { p } = power;
	const add = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : ((a + b) % p) + p * add(Math.floor(a / p), Math.floor(b / p)));
	for (let polynomial = 1; ; polynomial++) {
		// x^k = -polynomial, so x times (lead, rest) = rest shifted, plus lead times that.
		const scaled = (by: number) => digitwise(polynomial, p, (digit) => (p - ((digit * by) % p)) % p);
		const timesX = (a: number) => add((a * p) % size, scaled(Math.floor((a * p) / size)));
		const powers = [1];
		for (let next = timesX(1); next > 1 && powers.length < size; next = timesX(next)) powers.push(next);
		if (powers.length !== size - 1) continue;
		const logarithm = new Array<number>(size).fill(0);
		for (const [at, element] of powers.entries()) logarithm[element] = at;
		const times = (a: number, b: number) =>
			a === 0 || b === 0 ? 0 : (powers[((logarithm[a] as number) + (logarithm[b] as number)) % (size - 1)] as number);
		return { size, isField: true, add, times };
	}
}

function digitwise(number: number, base: number, change: (digit: number) => number): number {
	return number === 0 ? change(0) : change(number % base) + (number < base ? 0 : base * digitwise(Math.floor(number / base), base, change));
}

/** The powers of an element that has all of them but 0, from its zeroth. */
export function powersOf({ size, times }: Ring): number[] {
	for (let element = 1; ; element++) {
		const powers = [1];
		for (let next = element; next !== 1; next = times(next, element)) powers.push(next);
		if (powers.length === size - 1) return powers;
	}
}
