import { useEffect, useState } from 'react';

/** The moment, again and again while that is wanted. */
export function useNow(isWanted: boolean, every = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isWanted) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [isWanted, every]);
  return now;
}
