/** Takes errors that nobody else can handle, such as those of a listener; logs them and never throws. */
export type ErrorSink = (error: unknown) => void;
