/** Nobody has touched the device for so long: whoever it belongs to is away. */
export const idleAfter = 5 * 60_000;

const touches = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export type Device = {
  /** where what people do is heard: the window */
  target: EventTarget;
  isVisible: () => boolean;
  now: () => number;
  /** acts once, later; the answer calls it off */
  later: (milliseconds: number, act: () => void) => () => void;
};

/** Tells when this device comes to be used, and when it has not been for a while, until the answer is called. */
export function watchUse({ target, isVisible, now, later }: Device, tell: (isInUse: boolean) => void): () => void {
  const listening = new AbortController();
  let usedAt = 0;
  let pointer = '';
  let callOff: (() => void) | undefined;

  function used() {
    usedAt = now();
    if (callOff) return;
    wait();
    tell(true);
  }

  function wait() {
    callOff = later(usedAt + idleAfter - now(), look);
  }

  function look() {
    if (now() - usedAt < idleAfter) return wait();
    callOff = undefined;
    tell(false);
  }

  /** Browsers tell of a pointer that stands still when the page moves beneath it. */
  function moved(event: Event) {
    const { screenX, screenY } = event as PointerEvent;
    const place = `${screenX} ${screenY}`;
    if (pointer !== '' && pointer !== place) used();
    pointer = place;
  }

  function looked() {
    if (isVisible()) used();
  }

  const options = { capture: true, passive: true, signal: listening.signal };
  for (const touch of touches) target.addEventListener(touch, used, options);
  target.addEventListener('pointermove', moved, options);
  target.addEventListener('visibilitychange', looked, options);
  looked();
  return () => {
    listening.abort();
    callOff?.();
  };
}
