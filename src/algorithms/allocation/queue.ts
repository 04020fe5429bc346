/** A binary heap: the least first. */
export class Queue<T> {
	readonly #items: T[] = [];
	readonly #compare: (a: T, b: T) => number;

	constructor(compare: (a: T, b: T) => number) {
		this.#compare = compare;
	}

	peek(): T | undefined {
		return this.#items[0];
	}

	add(item: T): void {
		let at = this.#items.push(item) - 1;
		while (at > 0) {
			const above = (at - 1) >> 1;
			if (this.#compare(item, this.#items[above] as T) >= 0) break;
			this.#items[at] = this.#items[above] as T;
			at = above;
		}
		this.#items[at] = item;
	}

	take(): T | undefined {
		const least = this.#items[0];
		const item = this.#items.pop();
		if (item === undefined || this.#items.length === 0) return least;
		let at = 0;
		for (let below = 1; below < this.#items.length; below = 2 * at + 1) {
			const right = below + 1;
			if (right < this.#items.length && this.#compare(this.#items[right] as T, this.#items[below] as T) < 0) below = right;
			if (this.#compare(item, this.#items[below] as T) <= 0) break;
			this.#items[at] = this.#items[below] as T;
			at = below;
		}
		this.#items[at] = item;
		return least;
	}
}
