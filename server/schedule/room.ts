import type { Clinic } from '#server/clinic/clinic.ts';
import type { Base } from '#server/platform/base.ts';
import type { Room } from '#server/platform/room.ts';
import { giveDemoHours } from './demo.ts';
import { scheduleRoutes } from './schedule.routes.ts';
import { openSchedule } from './schedule.ts';

export function openScheduleRoom(base: Base, clinic: Clinic) {
  const schedule = openSchedule(base);
  clinic.whenDemoDoctor((tx, doctor, today) => giveDemoHours(schedule, tx, doctor, today));
  return {
    name: 'schedule',
    face: schedule,
    routes: (add) => scheduleRoutes(add, { schedule, database: base.database }),
  } satisfies Room;
}
