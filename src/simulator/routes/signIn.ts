import type { FastifyInstance } from 'fastify';
import { type Context, fieldsOf, queryValues } from '../context';
import { requiredText } from '../keyValues';
import { Refusal } from '../refusal';

const dayMs = 24 * 60 * 60 * 1000;

/** Lifetime of a token by the query's `type`; for `high` the SDK says 90 days, the CLI 30. */
const lifetimes: ReadonlyMap<string, number> = new Map([
  ['low', dayMs],
  ['med', 7 * dayMs],
  ['high', 30 * dayMs],
]);

/**
 * The rip host: sign-in by password, whose token it is, refresh and sign-out.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/rip_client.py, rapyuta-io-cli riocli/auth/refresh_token.py
 */
export function signInRoutes(server: FastifyInstance, { access }: Context): void {
  const open = { scope: 'public' } as const;
  const config = { scope: 'user' } as const;

  server.post('/user/login', { config: open }, ({ query, body }) => {
    const [type = 'med'] = queryValues(query, 'type');
    const lifetimeMs = lifetimes.get(type);
    if (lifetimeMs === undefined) throw new Refusal(400, 'invalid type');
    const fields = fieldsOf(body);
    const email = requiredText('email', fields['email']);
    const user = access.signIn(email, requiredText('password', fields['password']));
    if (!user) throw new Refusal(401, 'invalid email or password');
    return { success: true, data: { token: access.issue(user, lifetimeMs) } };
  });

  server.get('/user/info', { config }, ({ user }) => ({
    data: {
      email: user.email,
      guid: user.guid,
      firstName: user.firstName,
      lastName: user.lastName,
    },
  }));

  server.post('/refreshtoken', { config: open }, ({ body }) => {
    const token = requiredText('token', fieldsOf(body)['token']).replace(/^bearer\s+/i, '');
    const user = access.userOfToken(token);
    if (!user) throw new Refusal(401, 'user cannot be authenticated');
    const fresh = access.issue(user, dayMs);
    // The CLI reads `Token`, SDK v2 reads `token`: they get both.
    return { data: { Token: fresh, token: fresh } };
  });

  server.post('/user/logout', { config }, ({ headers }) => {
    access.revoke(headers.authorization);
    return { success: true };
  });
}
