import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../refusal';
import type { Upload } from './upload';

/** Makes URLs by which a file can be fetched without a token for a while, and checks them. */
export class SignedUrls {
  private readonly key = randomBytes(32);
  /** How long a URL made now works, in milliseconds. */
  lifetimeMs = 15 * 60 * 1000;

  /**
   * The URL names this computer in the other of its two ways, so that it is of another origin, as a
   * storage provider's is: clients that follow a redirect to it leave their token behind.
   *
   * @param host  what the client called this server: name and port
   */
  make(host: string, upload: Upload): string {
    const expires = String(Date.now() + this.lifetimeMs);
    const path = `/blobs/${upload.id}/${encodeURIComponent(upload.request.fileName)}`;
    return `http://${otherName(host)}${path}?expires=${expires}&signature=${this.sign(path, expires)}`;
  }

  /** @throws {Refusal} 403 when the URL was changed or has expired */
  check(rawUrl: string): void {
    const [path = '', query = ''] = rawUrl.split('?', 2);
    const parameters = new URLSearchParams(query);
    const expires = parameters.get('expires') ?? '';
    const given = Buffer.from(parameters.get('signature') ?? '');
    const expected = Buffer.from(this.sign(path, expires));
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Refusal(403, 'the signature does not match');
    if (Number(expires) <= Date.now()) throw new Refusal(403, 'the URL has expired');
  }

  private sign(path: string, expires: string): string {
    return createHmac('sha256', this.key).update(`${path}\n${expires}`).digest('base64url');
  }
}

function otherName(host: string): string {
  return host.startsWith('localhost:')
    ? host.replace('localhost', '127.0.0.1')
    : host.replace(/^.*(?=:\d+$)/, 'localhost');
}
