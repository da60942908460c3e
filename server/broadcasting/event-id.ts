/**
 * What a delivery is known by: its fact's position and its place among that fact's deliveries, as digits of one width,
 * so that ids rise as text and as numbers alike, and no two deliveries share one.
 */
const positionWidth = 15;
const placeWidth = 3;
export const eventIdPattern = `^\\d{${positionWidth + placeWidth}}$`;

export function eventId(position: number, place: number): string {
  return String(position).padStart(positionWidth, '0') + String(place).padStart(placeWidth, '0');
}

/** After everything that a position has told. */
export function afterPosition(position: number): string {
  return eventId(position, 10 ** placeWidth - 1);
}

export function positionOf(id: string): number {
  return Number(id.slice(0, positionWidth));
}
