/** The region a request belongs to, as everybody may know it. */
export interface Region {
	id: number;
	slug: string;
	name: string;
	land: string;
	host: string | null;
	origin: string;
	accent: string | null;
	operatorName: string;
	operatorAddress: string;
	operatorEmail: string;
	operatorPhone: string;
	representedBy: string;
	dataProtectionOfficer: string;
	supervisoryAuthority: string;
	enforcementBody: string;
	frameAncestors: string[];
	/** Whether organisations that are due are asked every night. */
	asksByItself: boolean;
}
