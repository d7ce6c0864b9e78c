/** The command line can't be understood or does not fit; nothing was done. */
export class UsageError extends Error {}
