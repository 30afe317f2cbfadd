import type { ErrorSink } from '../../src/base/errorSink';

/** An error sink for tests in which no listener may fail. */
export const failOnError: ErrorSink = (error) => {
  throw error;
};
