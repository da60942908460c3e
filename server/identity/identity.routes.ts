import * as contract from '#contract/identity.ts';
import type { Browser } from '#server/platform/browser.ts';
import type { Database } from '#server/platform/database.ts';
import type { Add } from '#server/platform/door.ts';
import { once } from '#server/platform/idempotency.ts';
import type { Came, Identity } from './identity.ts';
import { deviceName } from './sign-ins.ts';

type Deps = { identity: Identity; database: Database };

export function identityRoutes(add: Add, { identity, database }: Deps): void {
  add(contract.signIn, async ({ body, address, browser }) => {
    const signedIn = await identity.signIn({ ...body, address, device: browser.device }, cameIn(browser));
    browser.keepSignIn(signedIn.token, signedIn.seconds);
    browser.keepDevice(signedIn.device);
    return { user: signedIn.user };
  });

  add(contract.makeToken, async ({ body: { name, ...credentials }, address, browser }) => {
    const { token, user, expiresAt } = await identity.makeToken(
      { ...credentials, address, device: browser.device },
      name,
    );
    return { token, user, expires_at: expiresAt };
  });

  add(contract.signOut, async (call) => {
    await identity.signOut(call.caller);
    call.browser.forgetSignIn();
    return null;
  });

  add(contract.signUp, async ({ body, address }) => {
    await identity.signUp({ ...body, role: body.role ?? 'patient', language: body.language ?? null, address });
    return null;
  });

  add(contract.forgotten, async ({ body, address }) => {
    await identity.forgotten(body.email, address);
    return null;
  });

  add(contract.readLink, async ({ body, address }) => {
    const { purpose, email, expires_at } = await identity.readLink(body.token, address);
    return { purpose, email, expires_at };
  });

  add(contract.useLink, async ({ body, address, browser }) => {
    const signedIn = await identity.useLink({ ...body, address }, cameIn(browser));
    browser.keepSignIn(signedIn.token, signedIn.seconds);
    browser.keepDevice(signedIn.device);
    return { user: signedIn.user };
  });

  add(contract.changePassword, async ({ caller, body, address, browser }) => {
    const device = await identity.changePassword(caller, { ...body, address, device: browser.device });
    if (device) browser.keepDevice(device);
    return null;
  });

  add(contract.listSignIns, (call) => identity.listSignIns(call.caller));
  add(contract.endSignIn, async (call) => {
    await identity.endSignIn(call.caller, call.params.id);
    return null;
  });
  add(contract.endOtherSignIns, async (call) => ({ ended: await identity.endOtherSignIns(call.caller) }));
  add(contract.readProfile, (call) => identity.readProfile(call.caller));
  add(contract.changeProfile, (call) => identity.changeProfile(call.caller, call.body));

  add(contract.listAccounts, ({ actor, query }) => identity.listAccounts(actor, query));
  add(contract.readAccount, ({ actor, params }) => identity.readAccount(actor, params.id));
  add(contract.inviteAccount, ({ actor, body, key }) =>
    database.transaction(actor, (tx) => once(tx, key, () => identity.inviteAccount(tx, body))),
  );
  add(contract.changeAccount, ({ actor, params, body }) => identity.changeAccount(actor, params.id, body));
  add(contract.inviteAgain, async ({ actor, params }) => {
    await identity.inviteAgain(actor, params.id);
    return null;
  });
  add(contract.retireAccount, ({ actor, params }) => identity.retire(actor, params.id, true));
  add(contract.restoreAccount, ({ actor, params }) => identity.retire(actor, params.id, false));

  add(contract.listMail, ({ caller }) => identity.readMail(caller));
  add(contract.handOverInvitation, ({ caller, params }) => identity.handOverInvitation(caller, params.id));
}

function cameIn({ signIn, device, userAgent }: Browser): Came {
  return { signIn, device, deviceName: deviceName(userAgent) };
}
