import classes from './floor-plan.module.css';

/**
 * A clinic in plan: walls in ink, doors as they swing, and the one room lit where somebody waits. Walls are drawn with
 * gaps; a door is the leaf that stands in the gap and the quarter of a circle that it sweeps.
 */
export function FloorPlan() {
  return (
    <svg className={classes.plan} viewBox="0 0 640 800" aria-hidden="true">
      <path className={classes.lit} d="M250 270h140v250H250z" />
      <path className={classes.axes} d={axes} />
      <path className={classes.furniture} d={furniture} />
      <path className={classes.doors} d={doors} />
      <path className={classes.walls} d={walls} />
      <path className={classes.seats} d={seats} />
      <circle className={classes.person} cx="320" cy="494" r="5.5" />
    </svg>
  );
}

const walls = [
  'M295 740H60V60H580V740H345', // the house, open at its entrance
  'M190 60V210M320 60V210M450 60V210', // four rooms along the garden
  'M60 210H100M140 210H230M270 210H360M400 210H490M530 210H580',
  'M60 270H190V300M190 340V425M190 465V520H60M60 395H190', // two on the left
  'M580 270H450V325M450 365V450M450 490V520H580M450 395H580', // two on the right
  'M250 270H390V300M390 340V520H250V480M250 440V270', // the salle between them
  'M60 580H130M170 580H250V740M390 740V580H460M500 580H580', // either side of the hall
].join('');

const doors = [
  'M100 210V170A40 40 0 0 1 140 210',
  'M270 210V170A40 40 0 0 0 230 210',
  'M360 210V170A40 40 0 0 1 400 210',
  'M530 210V170A40 40 0 0 0 490 210',
  'M190 300H150A40 40 0 0 0 190 340',
  'M190 465H150A40 40 0 0 1 190 425',
  'M450 325H490A40 40 0 0 1 450 365',
  'M450 490H490A40 40 0 0 0 450 450',
  'M390 300H350A40 40 0 0 0 390 340',
  'M250 480H290A40 40 0 0 0 250 440',
  'M130 580V620A40 40 0 0 0 170 580',
  'M500 580V620A40 40 0 0 1 460 580',
  'M295 740V715A25 25 0 0 1 320 740V740A25 25 0 0 1 345 715V740',
].join('');

/** Couches, desks, the reception's counter. */
const furniture = [
  ...[74, 204, 334, 464].map((x) => `M${x} 76h24v58h-24zM${x} 92h24`),
  ...[140, 270, 400, 530].map((x) => `M${x} 76h36v20h-36zM${x + 18} 106m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0`),
  ...[290, 412].map((y) => `M76 ${y}h20v44h-20zM110 ${y + 22}m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0`),
  ...[290, 412].map((y) => `M544 ${y}h20v44h-20zM530 ${y + 22}m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0`),
  'M266 650h56a22 22 0 0 1 22 22v18h-14v-14a12 12 0 0 0 -12 -12h-52z',
  'M80 690h92v34h-92zM468 690h92v34h-92z',
].join('');

const axes =
  [60, 190, 320, 450, 580].map((x) => `M${x} 12V788`).join('') +
  [60, 210, 395, 580, 740].map((y) => `M12 ${y}H628`).join('');

const seats = [
  ...[268, 290, 312, 334, 356].map((x) => `M${x} 486h16v16h-16z`),
  ...[290, 312, 334].map((y) => `M262 ${y}h16v16h-16z`),
].join('');
