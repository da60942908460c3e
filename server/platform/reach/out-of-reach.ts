/** What others keep for us cannot be had just now: nobody's fault who asks, and over soon. */
export class OutOfReach extends Error {}

/** What the system says of a server that is away, or of a disk that is full. */
const ofTheSystem =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|ENOSPC|EDQUOT)$/;
/**
 * What PostgreSQL says of itself: connections (08), resources such as disk, memory and connections (53), stopped or starting
 * (57P), a read or write that failed (58), a lock or a statement that took too long, a transaction that idled too long.
 */
const ofPostgres = /^(08...|53...|57P0[1-5]|58000|58030|55P03|57014|25P0[234])$/;
/** What `pg` says where it has neither. */
const ofPg =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying to connect|timeout expired|There was an error establishing an SSL|Cannot use a pool after calling end)/;

export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof OutOfReach) return true;
  // A name with several addresses is tried at each of them.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isOutOfReach);
  const { code = '' } = error as NodeJS.ErrnoException;
  return ofTheSystem.test(code) || ofPostgres.test(code) || ofPg.test(error.message);
}
