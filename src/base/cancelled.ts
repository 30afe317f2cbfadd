/** The reason of an abort that somebody asked for. Not a failure: it is never shown or logged as one. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('Cancelled');
  }
}
