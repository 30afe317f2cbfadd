import assert from 'node:assert/strict';
import { Credentials } from '../../../../src/model/account/credentials';
import { simulatorSession } from '../../../../src/model/account/session';
import { failOnError } from '../../../support/failOnError';

describe('Credentials', () => {
  let credentials: Credentials;
  let changes: number;
  beforeEach(() => {
    const session = simulatorSession('http://127.0.0.1:1', 'tok-1');
    credentials = new Credentials(session, session.token, failOnError);
    changes = 0;
    credentials.onDidChange(() => (changes += 1));
  });

  it('keep a refused token to themselves until the user tries again', async () => {
    assert.equal(await credentials.token(), 'tok-1');
    credentials.refused('tok-1');
    credentials.refused('tok-1');
    assert.equal(await credentials.token(), undefined);
    assert.ok(credentials.isRefused);
    assert.equal(changes, 1);
    credentials.tryAgain();
    assert.equal(await credentials.token(), 'tok-1');
    assert.equal(changes, 2);
  });

  it('hand out the renewed token, whatever an answer to the old one says', async () => {
    credentials.refused('tok-1');
    credentials.renew('tok-2');
    credentials.refused('tok-1');
    assert.equal(await credentials.token(), 'tok-2');
    assert.ok(!credentials.isRefused);
  });

  it('take the same token for no news, unless it was refused', async () => {
    credentials.renew('tok-1');
    assert.equal(changes, 0);
    credentials.refused('tok-1');
    credentials.renew('tok-1');
    assert.equal(await credentials.token(), 'tok-1');
  });

  it('have no token once they are disposed', async () => {
    credentials.dispose();
    assert.equal(await credentials.token(), undefined);
  });
});
