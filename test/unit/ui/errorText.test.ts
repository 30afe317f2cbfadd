import assert from 'node:assert/strict';
import { ApiError, type ApiErrorKind } from '../../../src/api/errors';
import { UserError } from '../../../src/base/userError';
import { errorAction, errorText } from '../../../src/ui/errorText';

const error = (kind: ApiErrorKind, message: string): ApiError =>
  new ApiError(kind, message, { method: 'GET', path: '/secret/path' });

describe('errorText', () => {
  it('gives the words of an error that was written for the reader', () => {
    assert.equal(errorText(new UserError('Do this.')), 'Do this.');
  });

  it('quotes the service where its words help, in one sentence', () => {
    assert.equal(
      errorText(error('conflict', 'label exists.')),
      'It exists already: label exists. Choose another name, or refresh to see it.',
    );
  });

  it('turns nothing that the service says into a link, a pattern or a second line', () => {
    const said = errorText(error('invalid', 'see [this](command:evil) $& \n now'));
    assert.equal(said, 'The service refused the request: see [this] (command:evil) $& now.');
  });

  it('tells nothing of an error of our own but where to look', () => {
    assert.match(errorText(new TypeError('x is undefined')), /The log says more\.$/);
    assert.equal(errorAction(new TypeError('x'))?.command, 'rapyuta.log.show');
  });

  it('offers a new token when the token is refused', () => {
    assert.equal(errorAction(error('auth', 'no'))?.command, 'rapyuta.account.pasteToken');
  });

  it('offers nothing where only trying again helps', () => {
    assert.equal(errorAction(error('rateLimited', 'slow down')), undefined);
    assert.equal(errorAction(new UserError('Do this.')), undefined);
  });
});
