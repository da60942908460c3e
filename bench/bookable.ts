import pg from 'pg';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { crowd, tirelessDoctors, withoutLimits } from '#server/booking/crowd-rig.ts';
import { bookingLoad } from './booking-load.ts';
import { openClinic } from './clinic.ts';

export const connections = 32;
export const slotMinutes = 5;
const people = 400;

/** A clinic that takes bookings from many at once; each load goes on where the one before has ended. */
export async function openBookable(cleanup: AsyncDisposableStack, env: Record<string, string> = {}) {
  const clinic = cleanup.use(await openClinic(env));
  const connection = await connectionOfRunning(clinic.dataDir, cleanup);
  if (!connection) throw new Error('the clinic’s database does not answer');
  const owner = new pg.Client(connection);
  await owner.connect();
  cleanup.defer(() => owner.end());
  const patients = await crowd(owner, people);
  const doctors = await tirelessDoctors(owner, people, slotMinutes);
  await withoutLimits(owner);
  const bookable = {
    clinic,
    connection,
    owner,
    patients,
    doctors,
    /** the first time that nobody has booked */
    next: new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).toISOString(),
    async through(seconds: number) {
      const { next: first } = bookable;
      const result = await bookingLoad({
        address: clinic.address,
        patients,
        doctors,
        first,
        step: slotMinutes,
        connections,
        seconds,
      });
      bookable.next = result.last;
      return result;
    },
  };
  return bookable;
}
