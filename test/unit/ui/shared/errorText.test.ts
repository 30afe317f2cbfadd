import assert from 'node:assert/strict';
import { ApiError, type ApiErrorKind } from '../../../../src/api/core/errors';
import { UserError } from '../../../../src/base/userError';
import { describeError, errorAction, errorText } from '../../../../src/ui/shared/errorText';

const error = (kind: ApiErrorKind, message: string): ApiError =>
  new ApiError(kind, message, { method: 'GET', path: '/secret/path' });

describe('errorText', () => {
  it('gives the words of an error that was written for the reader', () => {
    assert.equal(errorText(new UserError('Do this.')), 'Do this.');
  });

  it('quotes the service where its words help, in one sentence', () => {
    assert.equal(
      errorText(error('conflict', 'label exists.')),
      'It already exists: label exists. Choose another name, or refresh to see it.',
    );
  });

  it('turns nothing that the service says into a link, a pattern or a second line', () => {
    const said = errorText(error('invalid', 'see [this](command:evil) $& \n now'));
    assert.equal(said, 'The service refused the request: see [this] (command:evil) $& now.');
  });

  it('tells nothing of an error of our own but where to look', () => {
    assert.match(errorText(new TypeError('x is undefined')), /The log says more\.$/);
    assert.equal(errorAction(new TypeError('x'))?.command, 'showLog');
  });

  it('offers a new token when the token is refused', () => {
    assert.equal(errorAction(error('auth', 'no'))?.command, 'pasteToken');
  });

  it('offers nothing where only trying again helps', () => {
    assert.equal(errorAction(error('rateLimited', 'slow down')), undefined);
    assert.equal(errorAction(new UserError('Do this.')), undefined);
  });

  it('describes an error for the log on one line, whatever it quotes', () => {
    const forged = 'x\n2026-01-01 [error] forged';
    const request = { method: 'GET', path: '/' };
    for (const error of [new UserError(forged), new ApiError('server', forged, request), forged]) {
      assert.doesNotMatch(describeError(error), /\n/);
    }
    assert.doesNotMatch(describeError(new Error(forged)), /\n/);
  });
});
