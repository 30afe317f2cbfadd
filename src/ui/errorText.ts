import { ApiError, type ApiErrorKind } from '../api/errors';
import { UserError } from '../base/userError';
import { plainMessage } from './plainText';

/** What helps against an error: a button and the command behind it. */
export interface ErrorAction {
  title: string;
  command: 'rapyuta.account.pasteToken' | 'rapyuta.project.choose' | 'rapyuta.log.show';
}

interface Advice {
  /** What happened and what to do; `{said}` stands for the service's own words. */
  text: string;
  action?: ErrorAction;
}

const showLog: ErrorAction = { title: 'Show Log', command: 'rapyuta.log.show' };

const advice: Readonly<Record<ApiErrorKind, Advice>> = {
  auth: {
    text: 'The service does not accept the token any more. Paste a new one.',
    action: { title: 'Paste Token', command: 'rapyuta.account.pasteToken' },
  },
  forbidden: {
    text: 'Your account is not allowed to do this: {said}. Ask an administrator of the project, or choose another project.',
    action: { title: 'Choose Project', command: 'rapyuta.project.choose' },
  },
  notFound: { text: 'The service does not know this: {said}. Refresh the devices and try again.' },
  conflict: { text: 'It exists already: {said}. Choose another name, or refresh to see it.' },
  invalid: { text: 'The service refused the request: {said}.', action: showLog },
  rateLimited: { text: 'The service asks to slow down. Wait a minute and try again.' },
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
    text: 'The service’s answer could not be read: {said}. Something between may have changed it; the log says more.',
    action: showLog,
  },
};

/** Tells an error in words that say what to do next. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return plainMessage(error.message, 400);
  if (error instanceof ApiError) {
    const said = plainMessage(error.message, 200).replace(/[.\s]+$/, '');
    return advice[error.kind].text.replace('{said}', () => said);
  }
  return 'Something went wrong in the extension itself. The log says more.';
}

/** The one action offered with an error; none where nothing but trying again helps. */
export function errorAction(error: unknown): ErrorAction | undefined {
  if (error instanceof UserError) return undefined;
  return error instanceof ApiError ? advice[error.kind].action : showLog;
}
