/** A sheet of labels on A4. Unit: millimetres; the sheet is centred on the page. */
export interface Sheet {
	columns: number;
	rows: number;
	width: number;
	height: number;
	gapX?: number;
	gapY?: number;
}

/** Sheets of labels by the size of one of them; insert cards first, then labels that stick. */
export const sheets = {
	'90x54': { columns: 2, rows: 5, width: 90, height: 54 },
	'85x54': { columns: 2, rows: 5, width: 85, height: 54, gapX: 10 },
	'90x60': { columns: 2, rows: 4, width: 90, height: 60 },
	'80x50': { columns: 2, rows: 5, width: 80, height: 50, gapX: 15, gapY: 5 },
	'99x68': { columns: 2, rows: 4, width: 99.1, height: 67.7, gapX: 2.5 },
	'99x57': { columns: 2, rows: 5, width: 99.1, height: 57, gapX: 2.5 },
	'105x74': { columns: 2, rows: 4, width: 105, height: 74 },
	'105x48': { columns: 2, rows: 6, width: 105, height: 48 },
	'63x47': { columns: 3, rows: 6, width: 63.5, height: 46.6, gapX: 2.5 },
	'70x37': { columns: 3, rows: 8, width: 70, height: 37 },
} as const satisfies Record<string, Sheet>;

export type SheetName = keyof typeof sheets;
export const sheetNames = Object.keys(sheets) as SheetName[];

/** What can be printed for the day. */
export const documents = ['badges', 'doors', 'rooms', 'signatures', 'participants', 'seats', 'tables'] as const;
export type DocumentKind = (typeof documents)[number];

/** The labels of a sheet, and how many of the first one are left out: a sheet that is used up is none. */
export function labelsOf(sheet: SheetName, skip: number): { labels: number; skip: number } {
	const { columns, rows } = sheets[sheet];
	return { labels: columns * rows, skip: skip % (columns * rows) };
}

/** How many of whatever is printed surely fit on the first page, for a picture of it. */
export function onFirstPage({ what, sheet, skip }: { what: DocumentKind; sheet: SheetName; skip: number }): number {
	const first = labelsOf(sheet, skip);
	return { badges: first.labels - first.skip, doors: 1, rooms: 1, signatures: 14, participants: 18, seats: 8, tables: 1 }[what];
}

/** Something that happens in a room, as its door says it. */
export interface DoorSlot {
	room: string;
	startsAt: Date;
	time: string;
	title: string;
	detail: string | null;
}

const MOST_SLOTS = 6;

/** Rounds that fit on a card. */
export const CARD_ROUNDS = 6;

/** Rounds that fit on a table's sheet, by how many sit there at the most. */
export const sheetRounds = (people: number): number => (people <= 4 ? 6 : people <= 8 ? 4 : 2);

/** A list in pieces of a length, the last one shorter. */
export const inPieces = <T>(list: readonly T[], length: number): T[][] =>
	Array.from({ length: Math.ceil(list.length / length) }, (_, at) => list.slice(at * length, (at + 1) * length));

/** The signs of the doors: what happens in each room in the order of the day; a room where much happens gets several. */
export function doorSigns(slots: readonly DoorSlot[]): { room: string; slots: DoorSlot[] }[] {
	const rooms = Map.groupBy(
		slots.filter(({ room }) => room !== ''),
		({ room }) => room,
	);
	return [...rooms].flatMap(([room, all]) => {
		const inOrder = [...all].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
		return inPieces(inOrder, MOST_SLOTS).map((some) => ({ room, slots: some }));
	});
}
