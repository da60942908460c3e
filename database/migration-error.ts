/** What a person must mend before the clinic can start. */
export class MigrationError extends Error {}
