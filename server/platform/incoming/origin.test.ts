import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readMe } from '#contract/clinic.ts';
import { changeProfile, forgotten, makeToken, readProfile, signIn, signOut, signUp } from '#contract/identity.ts';
import { bootApplication, password, type TestApplication, tokenFor } from '#test/application.ts';
import { newEmail } from '#test/people.ts';
import { openVisitor, type Visitor } from '#test/visitor.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { address } = application;
const credentials = { email: 'omar@salle.test', password };
const refused = '403 origin_not_allowed';

async function signedIn(at: TestApplication = application, origin?: string): Promise<Visitor> {
  const visitor = at.visitor(origin);
  await visitor.ask(signIn, { body: credentials });
  return visitor;
}

const strangers = ['https://evil.example', 'null', '', 'http://127.0.0.1', `${address}.evil.example`, `${address}/`];

describe('with a cookie', () => {
  for (const origin of strangers) {
    test(`nothing is changed from "${origin}"`, async () => {
      const visitor = await signedIn();
      const headers = { origin };
      assert.equal(await visitor.refused(changeProfile, { body: { theme: 'dark' }, headers }), refused);
      assert.equal(await visitor.refused(signOut, { headers }), refused);
      await visitor.ask(readMe);
    });
  }

  test('nor without an origin', async () => {
    const { cookies } = await signedIn();
    const response = await fetch(`${address}/api/v1/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: `salle-sign-in=${cookies.get('salle-sign-in')}` },
    });
    assert.equal(response.status, 403);
  });

  test('reading needs no origin; what it answers stays unread elsewhere', async () => {
    const visitor = await signedIn();
    const { headers } = await visitor.call(readProfile, { headers: { origin: 'https://evil.example' } });
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  test('the machine has several names for itself', async () => {
    const { port } = new URL(address);
    for (const host of ['localhost', '127.0.0.1', '[::1]']) await signedIn(application, `http://${host}:${port}`);
  });
});

describe('a header', () => {
  test('counts alone where a cookie comes too, and needs no origin', async () => {
    const visitor = await signedIn();
    const token = await tokenFor(address, 'lucas@salle.test');
    const headers = { authorization: `Bearer ${token}`, origin: 'https://evil.example' };
    const { data } = await visitor.ask(changeProfile, { body: { theme: 'dark' }, headers });
    assert.equal(data.email, 'lucas@salle.test');
    assert.equal((await visitor.ask(readProfile)).data.theme, 'system', 'the cookie’s account is untouched');
  });

  test('that is wrong does not fall back on the cookie', async () => {
    const visitor = await signedIn();
    for (const authorization of ['Bearer nonsense', 'Basic YTpi', 'Bearer', `bearer ${'a'.repeat(43)}`]) {
      assert.equal(await visitor.refused(readMe, { headers: { authorization } }), '401 sign_in_required');
    }
  });
});

describe('without a cookie', () => {
  test('signing in is for our pages: a foreign page cannot sign its visitor in as somebody', async () => {
    for (const origin of strangers) {
      const visitor = openVisitor(address, origin);
      assert.equal(await visitor.refused(signIn, { body: credentials }), refused, origin);
      const headers = { authorization: 'Bearer nobodys-token' };
      assert.equal(await visitor.refused(signIn, { body: credentials, headers }), refused, `${origin}, with a token`);
      assert.equal(visitor.cookies.size, 0);
    }
    assert.equal(await application.nobody.refused(signIn, { body: credentials }), refused, 'no origin at all');
  });

  test('a program asks for a token, an account or a letter without saying where it stands', async () => {
    await application.nobody.ask(makeToken, { body: { ...credentials, name: 'x' } });
    await application.nobody.ask(signUp, { body: { name: 'N', email: newEmail() } });
    await application.nobody.ask(forgotten, { body: { email: newEmail() } });
    const foreign = openVisitor(address, 'https://evil.example');
    assert.equal(await foreign.refused(makeToken, { body: { ...credentials, name: 'x' } }), refused);
    assert.equal(await foreign.refused(signUp, { body: { name: 'N', email: newEmail() } }), refused);
  });
});

describe('ALLOWED_ORIGINS', () => {
  test('stands instead of one’s own', async () => {
    await using other = await bootApplication({
      demo: true,
      env: { ALLOWED_ORIGINS: 'https://a.example, https://b.example' },
    });
    await signedIn(other, 'https://b.example');
    assert.equal(await other.visitor().refused(signIn, { body: credentials }), refused);
  });
});

describe('behind https', () => {
  const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
  const env = { PUBLIC_URL: 'https://clinic.example', TRUST_PROXY: '127.0.0.1' };

  test('cookies belong to this host alone and never travel in the clear', async () => {
    await using behind = await bootApplication({ demo: true, env });
    const visitor = behind.visitor('https://clinic.example');
    await visitor.ask(signIn, { body: credentials, headers: https });
    assert.deepEqual([...visitor.cookies.keys()].toSorted(), ['__Host-salle-device', '__Host-salle-sign-in']);
    for (const line of visitor.setCookies()) {
      assert.match(line, /^__Host-/);
      assert.match(line, /; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      assert.doesNotMatch(line, /Domain/i);
    }
    await visitor.ask(readMe, { headers: https });
    await visitor.ask(signOut, { headers: https });
    assert.equal(visitor.cookies.has('__Host-salle-sign-in'), false);
  });

  test('browsers are told to come back by https, and that the pages load nothing in the clear', async () => {
    await using behind = await bootApplication({ demo: true, env });
    const { headers } = await fetch(`${behind.address}/api/v1/clinic`, { headers: https });
    assert.match(headers.get('strict-transport-security') ?? '', /max-age=31536000/);
    assert.match(headers.get('content-security-policy') ?? '', /upgrade-insecure-requests/);
  });

  test('a proxy that nobody trusts changes nothing', async () => {
    const visitor = application.visitor();
    await visitor.ask(signIn, { body: credentials, headers: https });
    assert(visitor.cookies.has('salle-sign-in'));
    assert(!visitor.setCookies().some((line) => /Secure/.test(line)));
  });
});
