/** An error whose message is written for the reader and says what to do next. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
