import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { User } from '../access';
import { type Context, fieldsOf } from '../context';
import { codeSeconds, pollSeconds } from '../deviceFlow';

const tokenLifetimeMs = 30 * 24 * 60 * 60 * 1000;
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * The OIDC host: sign-in with a browser by the device flow of RFC 8628.
 *
 * @see rapyuta-io-cli riocli/auth/device_flow.py
 */
export function oidcRoutes(server: FastifyInstance, { access, deviceFlow }: Context): void {
  const config = { scope: 'public' } as const;
  const key = randomBytes(32);

  server.get('/.well-known/openid-configuration', { config }, ({ host }) => ({
    issuer: `http://${host}`,
    device_authorization_endpoint: `http://${host}/oidc/device_authorization`,
    token_endpoint: `http://${host}/oidc/token`,
    grant_types_supported: [grantType],
    id_token_signing_alg_values_supported: ['HS256'],
  }));

  server.post('/oidc/device_authorization', { config }, ({ host, body }, reply) => {
    const started = deviceFlow.start(fieldsOf(body)['client_id']);
    if (typeof started === 'string')
      return reply.code(started === 'invalid_request' ? 400 : 503).send({ error: started });
    const { deviceCode, userCode } = started;
    const page = `http://${host}/oidc/device`;
    return reply.send({
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${userCode}`,
      expires_in: codeSeconds,
      interval: pollSeconds,
    });
  });

  server.post('/oidc/token', { config }, ({ host, body }, reply) => {
    const { grant_type, client_id, device_code } = fieldsOf(body);
    if (grant_type !== grantType) return reply.code(400).send({ error: 'unsupported_grant_type' });
    const outcome = deviceFlow.poll(String(device_code), String(client_id));
    if (typeof outcome === 'string') return reply.code(400).send({ error: outcome });
    const claims = {
      iss: `http://${host}`,
      aud: client_id,
      sub: outcome.guid,
      email: outcome.email,
      exp: Math.floor((Date.now() + tokenLifetimeMs) / 1000),
      rio_token: access.issue(outcome, tokenLifetimeMs),
    };
    return reply.send({
      access_token: randomBytes(24).toString('base64url'),
      id_token: jwt(claims, key),
      token_type: 'Bearer',
      expires_in: tokenLifetimeMs / 1000,
    });
  });

  server.get('/oidc/device', { config }, ({ query }, reply) => {
    const code = fieldsOf(query)['user_code'];
    return reply
      .type('text/html; charset=utf-8')
      .send(form(typeof code === 'string' ? code.slice(0, 20) : ''));
  });

  server.post('/oidc/device', { config }, ({ body }, reply) => {
    const { user_code, email, password, answer } = fieldsOf(body);
    const user: User | undefined = access.signIn(String(email), String(password));
    const isDone =
      user !== undefined &&
      deviceFlow.decide(String(user_code), answer === 'deny' ? 'denied' : user);
    const text = isDone
      ? 'Done. You can close this page.'
      : 'That did not work: the code is unknown, or email and password do not fit.';
    return reply
      .code(isDone ? 200 : 400)
      .type('text/html; charset=utf-8')
      .send(page(`<p>${text}</p>`));
  });
}

function jwt(claims: object, key: Buffer): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

function form(userCode: string): string {
  return page(`<form method="post" action="/oidc/device">
<p><label>Code <input name="user_code" value="${escaped(userCode)}" required></label></p>
<p><label>Email <input name="email" type="email" required></label></p>
<p><label>Password <input name="password" type="password" required></label></p>
<p>The simulator wrote both to its log when it started.</p>
<button name="answer" value="approve">Sign in</button>
<button name="answer" value="deny">Refuse</button>
</form>`);
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to the simulator</title>
<h1>Sign in to the simulator</h1>${content}</html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
