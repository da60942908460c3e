import type { HandedOver, Mail } from '#contract/identity.ts';
import type { Database } from '#server/platform/database.ts';
import { type AccountCaller, actorOf } from '#server/platform/door.ts';
import type { KeptLetter, MailDoor } from '#server/platform/mail.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { withoutBearers } from './bearers.ts';
import * as statements from './identity.sql.ts';
import { hoursOf, linkWith } from './links.ts';

export type KeptMailDeps = { database: Database; mail: MailDoor; address: string; demoIsOpen: boolean };

/**
 * Letters of a clinic without a mail server, as an admin reads them. Whoever opens a link of somebody's is that person: others'
 * are left out, but in a demo, whose passwords everybody knows.
 */
export function openKeptMail({ database, mail, address, demoIsOpen }: KeptMailDeps) {
  async function read(caller: AccountCaller): Promise<{ kept: boolean; mail: Mail[] }> {
    const letters = await mail.kept();
    if (!letters) return { kept: false, mail: [] };
    const actor = database.as(actorOf(caller));
    const { is_demo } = (await actor.row<{ is_demo: boolean }>(statements.readStored(caller.account_id))) ?? {};
    if (is_demo && demoIsOpen) return { kept: true, mail: letters.map((letter) => ({ ...letter, withheld: false })) };
    const waiting = await actor.rows<statements.Waiting>(statements.waitingForHandOver);
    const accounts = new Map(waiting.map(({ email, account_id }) => [email, account_id]));
    const shown = letters.map((letter) => {
      if (letter.to.toLowerCase() === caller.email) return { ...letter, withheld: false };
      return withoutLinks(letter, accounts.get(letter.to.toLowerCase()));
    });
    return { kept: true, mail: shown };
  }

  /** An invitation in the inviting admin's own hand: what went out for that person before is void, and it is written down. */
  async function handOver(caller: AccountCaller, id: number): Promise<HandedOver> {
    const token = newToken();
    const given = mail.isKept
      ? await database
          .as(actorOf(caller))
          .row<{ expires_at: string }>(statements.handOverInvitation(id, hashed(token), hoursOf.invite))
      : undefined;
    if (!given) throw new Refusal('no_hand_over');
    return { url: linkWith(address, token), expires_at: given.expires_at };
  }

  return { read, handOver };
}

function withoutLinks({ invitation, ...letter }: KeptLetter, account: number | undefined): Mail {
  const text = withoutBearers(letter.text);
  const unfolded = invitation?.replaceAll(/\r?\n[ \t]/g, '');
  const isBare = unfolded === undefined || withoutBearers(unfolded) === unfolded;
  const withheld = text !== letter.text || !isBare;
  return {
    ...letter,
    text,
    withheld,
    ...(invitation !== undefined && isBare ? { invitation } : {}),
    ...(withheld && account !== undefined ? { hand_over: account } : {}),
  };
}
