import { ApiError, type ApiErrorKind } from '../../api/core/errors';
import { cleanLine } from '../../base/cleanText';
import { UserError } from '../../base/userError';
import { plainMessage } from './plainText';

/** What helps against an error: a button and the name of the command behind it. */
export interface ErrorAction {
  title: string;
  command: 'pasteToken' | 'chooseProject' | 'showLog';
}

interface Advice {
  /** What happened and what to do; `{said}` stands for the service's own words. */
  text: string;
  action?: ErrorAction;
}

const showLog: ErrorAction = { title: 'Show Log', command: 'showLog' };

const advice: Readonly<Record<ApiErrorKind, Advice>> = {
  auth: {
    text: 'The service does not accept the token any more. Paste a new one.',
    action: { title: 'Paste Token', command: 'pasteToken' },
  },
  forbidden: {
    text: 'Your account is not allowed to do this: {said}. Ask an administrator of the project, or choose another project.',
    action: { title: 'Choose Project', command: 'chooseProject' },
  },
  notFound: { text: 'Not found: {said}. Refresh the devices and try again.' },
  conflict: { text: 'It already exists: {said}. Choose another name, or refresh to see it.' },
  invalid: { text: 'The service refused the request: {said}.', action: showLog },
  rateLimited: { text: 'Too many requests. Wait a minute and try again.' },
  server: {
    text: 'The service failed: {said}. Try again in a minute.',
    action: showLog,
  },
  network: {
    text: 'The service could not be reached: {said}. Check the network and the editor’s proxy settings.',
    action: showLog,
  },
  timeout: {
    text: 'The service did not answer in time. Check the network, then try again.',
    action: showLog,
  },
  malformed: {
    text: 'The service’s answer could not be read: {said}. A proxy may have changed it. See the log for details.',
    action: showLog,
  },
};

/** Tells an error in words that say what to do next. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return plainMessage(error.message, 400);
  if (error instanceof ApiError) {
    const said = plainMessage(error.message, 200).replace(/(?<![.\s])[.\s]+$/, '');
    return advice[error.kind].text.replace('{said}', () => said);
  }
  return 'Something went wrong in the extension itself. The log says more.';
}

/** The one action offered with an error; none where nothing but trying again helps. */
export function errorAction(error: unknown): ErrorAction | undefined {
  if (error instanceof UserError) return undefined;
  return error instanceof ApiError ? advice[error.kind].action : showLog;
}

/**
 * Describes an error for the log, on one line whatever it quotes: a text from outside must not look like
 * a line of its own. An error of our own comes with its stack.
 */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return cleanLine(error.message, 400);
  if (error instanceof ApiError) {
    const { kind, message, request, response } = error;
    const status = response ? ` ${response.status}` : '';
    return cleanLine(`${kind}: ${request.method} ${request.path}${status}: ${message}`, 400);
  }
  return cleanLine(error instanceof Error ? (error.stack ?? error.message) : String(error), 2000);
}
