/** The reason of an abort that somebody asked for. Not a failure: it is never shown or logged as one. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  /** @param why  a few words for the user that follow "because"; absent: the user cancelled it */
  constructor(readonly why?: string) {
    super('Cancelled');
  }
}
