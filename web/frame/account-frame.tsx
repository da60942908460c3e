import { isStaff } from '#web/platform/home.ts';
import { useMe } from '#web/platform/me.ts';
import { PublicFrame } from './public-frame.tsx';
import { StaffFrame } from './staff-frame.tsx';

/** The frame that the person knows: for pages that everybody has, and for saying that a page is not theirs. */
export function AccountFrame() {
  const { data: me } = useMe();
  return me && isStaff(me) ? <StaffFrame /> : <PublicFrame />;
}
