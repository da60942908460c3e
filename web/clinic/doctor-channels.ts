/** Where it is told that these doctors can be booked or not, and that what they offer is another. */
export function doctorChannels(ids: readonly number[] = []): string[] {
  return ids.flatMap((id) => [`doctor.${id}.availability`, `doctor-schedule.${id}`]);
}
