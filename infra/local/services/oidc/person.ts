/** The roles of people, as the user pool has them. */
export const ROLES = ['manager', 'reader'] as const;
export type Role = (typeof ROLES)[number];

/** Who somebody chose to be. */
export interface Person {
  readonly establishmentId: string;
  readonly role: Role;
}
