import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { type Simulator, startSimulator } from '../../support/simulator';
import { dataOf, manager, refusalOf, sending } from '../../support/simulatorCalls';

interface SimulatedUser {
  email: string;
  password: string;
  organizations: string[];
}

describe('who gets into the simulator', () => {
  let simulator: Simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator.stop());

  const bare = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(simulator.url + path, { headers });

  async function signedIn(user: SimulatedUser): Promise<string> {
    const response = await fetch(`${simulator.url}/user/login?type=low`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: user.email, password: user.password }),
    });
    return ((await response.json()) as { data: { token: string } }).data.token;
  }

  async function users(): Promise<SimulatedUser[]> {
    return (await (await simulator.request('/__simulator/users')).json()) as SimulatedUser[];
  }

  it('refuses a missing, a wrong and a bare token with 401 in the envelope of the family', async () => {
    const path = `${manager}/devices/`;
    const project = simulator.project;
    assert.deepEqual(await (await bare(path, { project })).json(), {
      status: 'error',
      response: { data: {}, error: 'user cannot be authenticated' },
    });
    assert.equal((await bare(path, { project, authorization: 'Bearer wrong' })).status, 401);
    assert.equal((await bare(path, { project, authorization: simulator.token })).status, 401);
    assert.deepEqual(await (await bare('/v2/users/me/')).json(), {
      error: 'user cannot be authenticated',
    });
    assert.equal((await bare('/no/such/path')).status, 401);
    assert.equal((await bare('/__simulator/faults')).status, 401);
  });

  it('takes the word before the token in any case', async () => {
    const response = await bare('/v2/users/me/', { authorization: `bEARER ${simulator.token}` });
    assert.equal(response.status, 200);
  });

  it('listens on both loopback addresses where the computer has both', async () => {
    const { port } = new URL(simulator.url);
    const hasIpv6 = Object.values(networkInterfaces())
      .flat()
      .some((one) => one?.address === '::1');
    const hosts = ['127.0.0.1', 'localhost', ...(hasIpv6 ? ['[::1]'] : [])];
    for (const host of hosts)
      assert.equal((await fetch(`http://${host}:${port}/v2/users/me/`)).status, 401, host);
  });

  it('asks for a project, and keeps one that is not yours or does not exist closed', async () => {
    const path = `${manager}/devices/`;
    const authorization = `Bearer ${simulator.token}`;
    assert.deepEqual(await refusalOf(bare(path, { authorization })), [
      400,
      'project header missing',
    ]);
    const unknown = await bare(path, { authorization, project: 'project-unknown' });
    assert.equal(unknown.status, 403);
  });

  it('keeps two organizations apart: a token of one cannot read the other', async () => {
    const [everywhere, warehouse, workshop] = await users();
    assert.ok(everywhere && warehouse && workshop);
    const tokens = await Promise.all([warehouse, workshop].map(signedIn));
    const seen = await Promise.all(
      tokens.map(async (token) => {
        const me = await bare('/v2/users/me/', { authorization: `Bearer ${token}` });
        const { spec } = (await me.json()) as { spec: { projects: { guid: string }[] } };
        return spec.projects.map(({ guid }) => guid);
      }),
    );
    assert.deepEqual(seen[0], [simulator.project]);
    assert.equal(seen[1]?.length, 1);
    const workshopProject = seen[1][0] ?? '';
    const status = async (token: string | undefined, path: string, project: string) =>
      (await bare(path, { authorization: `Bearer ${token}`, project })).status;
    const list = `${manager}/devices/`;
    assert.equal(await status(tokens[0], list, workshopProject), 403);
    assert.equal(await status(tokens[1], list, simulator.project), 403);
    assert.equal(await status(tokens[1], list, workshopProject), 200);
    const others = `/v2/projects/${simulator.project}/`;
    assert.equal(await status(tokens[1], others, workshopProject), 403);
    const organization = `/v2/organizations/${simulator.organization}/`;
    assert.equal(await status(tokens[1], organization, workshopProject), 403);
    assert.equal(await status(tokens[1], '/__simulator/users', workshopProject), 401);
  });

  it('lets the announced user see both projects, each with its own devices', async () => {
    const me = (await (await simulator.request('/v2/users/me/')).json()) as {
      kind: string;
      spec: { emailID: string; projects: { guid: string }[]; organizations: unknown[] };
    };
    assert.equal(me.kind, 'User');
    assert.equal(me.spec.organizations.length, 2);
    const [first, second] = me.spec.projects;
    assert.equal(first?.guid, simulator.project);
    const others = await dataOf<{ name: string }[]>(
      simulator.request(`${manager}/devices/`, { headers: { project: second?.guid ?? '' } }),
    );
    assert.equal(others.length, 4);
  });

  it('pages the projects, and ignores filters that are sent empty', async () => {
    interface Page {
      metadata: { continue: number };
      items: { metadata: { guid: string } }[];
    }
    const page = async (query: string): Promise<Page> =>
      (await (await simulator.request(`/v2/projects/?${query}`)).json()) as Page;
    const first = await page('continue=0&limit=1&organizations=&name=&status=&labelSelector=');
    assert.equal(first.items[0]?.metadata.guid, simulator.project);
    const second = await page(`continue=${first.metadata.continue}&limit=1`);
    assert.equal(second.items.length, 1);
    const third = await page(`continue=${second.metadata.continue}&limit=1`);
    assert.deepEqual(third.items, []);
    const ofOne = await page(`continue=0&limit=10&organizations=${simulator.organization}`);
    assert.deepEqual(
      ofOne.items.map(({ metadata }) => metadata.guid),
      [simulator.project],
    );
  });

  it('gives the v1 user with projects and the primary organization', async () => {
    const user = (await (await simulator.request('/api/user/me/get')).json()) as {
      emailID: string;
      organization: { guid: string; state: string };
      projects: { guid: string; organization: { guid: string } }[];
    };
    assert.equal(user.emailID, 'dev@example.com');
    assert.equal(user.organization.guid, simulator.organization);
    assert.equal(user.organization.state, 'ACTIVATED');
    assert.equal(user.projects[0]?.organization.guid, simulator.organization);
  });

  describe('signing in', () => {
    const post = (path: string, body: unknown, token?: string): Promise<Response> =>
      fetch(simulator.url + path, {
        ...sending('POST', body),
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      });

    it('takes the right password and no other', async () => {
      const [user] = await users();
      assert.ok(user);
      const wrong = await post('/user/login', { email: user.email, password: 'wrong' });
      assert.equal(wrong.status, 401);
      assert.equal((await post('/user/login', { email: user.email })).status, 400);
      const token = await signedIn(user);
      const info = await bare('/user/info', { authorization: `Bearer ${token}` });
      const { data } = (await info.json()) as { data: { email: string } };
      assert.equal(data.email, user.email);
    });

    it('refreshes a token, in both spellings, and ends one', async () => {
      const [user] = await users();
      assert.ok(user);
      const token = await signedIn(user);
      const answer = await post('/refreshtoken', { token });
      const { data } = (await answer.json()) as { data: { Token: string; token: string } };
      assert.equal(data.Token, data.token);
      const me = { authorization: `Bearer ${data.token}` };
      assert.equal((await bare('/v2/users/me/', me)).status, 200);
      await post('/user/logout', {}, data.token);
      assert.equal((await bare('/v2/users/me/', me)).status, 401);
      assert.equal((await post('/refreshtoken', { token: data.token })).status, 401);
    });
  });

  describe('signing in with a browser', () => {
    const form = (path: string, fields: Record<string, string>): Promise<Response> =>
      fetch(new URL(path, simulator.url), { method: 'POST', body: new URLSearchParams(fields) });
    const poll = (deviceCode: string): Promise<Response> =>
      form('/oidc/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'rio-cli',
        device_code: deviceCode,
      });
    interface Code {
      device_code: string;
      user_code: string;
      verification_uri_complete: string;
    }

    async function start(): Promise<Code> {
      const discovery = await bare('/.well-known/openid-configuration');
      const found = (await discovery.json()) as { device_authorization_endpoint: string };
      assert.ok(found.device_authorization_endpoint.startsWith(`${simulator.url}/`));
      const fields = { client_id: 'rio-cli', scope: 'openid email' };
      return (await (await form(found.device_authorization_endpoint, fields)).json()) as Code;
    }

    it('waits for the page, and then gives a token inside the id token, once', async () => {
      const code = await start();
      const pending = await poll(code.device_code);
      assert.equal(pending.status, 400);
      assert.deepEqual(await pending.json(), { error: 'authorization_pending' });

      const page = await bare(code.verification_uri_complete.slice(simulator.url.length));
      assert.ok((await page.text()).includes(code.user_code));
      const [user] = await users();
      assert.ok(user);
      const answers = { user_code: code.user_code, email: user.email, answer: 'approve' };
      assert.equal((await form('/oidc/device', { ...answers, password: 'no' })).status, 400);
      const { password } = user;
      assert.equal((await form('/oidc/device', { ...answers, password })).status, 200);

      const tokens = (await (await poll(code.device_code)).json()) as {
        id_token: string;
        access_token: string;
      };
      const payload = Buffer.from(tokens.id_token.split('.')[1] ?? '', 'base64url');
      const claims = JSON.parse(payload.toString()) as { rio_token: string; email: string };
      assert.equal(claims.email, user.email);
      const me = await bare('/v2/users/me/', { authorization: `Bearer ${claims.rio_token}` });
      assert.equal(me.status, 200);
      assert.deepEqual(await (await poll(code.device_code)).json(), { error: 'invalid_grant' });
    });

    it('says when it was refused, and when it is asked too often', async () => {
      const code = await start();
      await poll(code.device_code);
      assert.deepEqual(await (await poll(code.device_code)).json(), { error: 'slow_down' });
      const body = { userCode: code.user_code, answer: 'deny' };
      await simulator.request('/__simulator/device-codes', sending('POST', body));
      assert.deepEqual(await (await poll(code.device_code)).json(), { error: 'access_denied' });
    });

    it('writes what a link carries as text, not as HTML', async () => {
      const page = await bare(`/oidc/device?user_code=${encodeURIComponent('"><b>x')}`);
      assert.ok(!(await page.text()).includes('<b>'));
    });
  });
});
