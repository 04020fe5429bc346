// Guest seats of educational conferences (Erziehungskonferenzen): who may still ask, and how many seats are free. Source: domain.md V-15

/** What was decided of a request; null = nothing yet. */
export type GuestDecision = 'granted' | 'declined' | 'withdrawn' | null;

/** How a slot stands for somebody who would like to come. */
export type SlotState = 'open' | 'full' | 'closed' | 'cancelled' | 'over';

/** A conference that takes guests: when it is, how many, and until when one can ask. */
export interface Slot {
	startsAt: Date;
	endsAt: Date;
	closesAt: Date;
	seats: number;
	cancelledAt: Date | null;
}

/** Seats that nobody has been granted; never below none. */
export const freeSeats = ({ seats }: Pick<Slot, 'seats'>, requests: readonly { decision: GuestDecision }[]): number =>
	Math.max(0, seats - requests.filter(({ decision }) => decision === 'granted').length);

/** Requests that wait for a decision: their mail was answered, and nobody has said anything. */
export const undecided = <One extends { decision: GuestDecision; isConfirmed: boolean }>(requests: readonly One[]): One[] =>
	requests.filter(({ decision, isConfirmed }) => isConfirmed && decision === null);

/** How a slot stands at a moment. */
export function slotState(slot: Slot, requests: readonly { decision: GuestDecision }[], now: Date): SlotState {
	if (slot.cancelledAt) return 'cancelled';
	if (slot.endsAt <= now) return 'over';
	if (slot.closesAt <= now) return 'closed';
	return freeSeats(slot, requests) === 0 ? 'full' : 'open';
}
