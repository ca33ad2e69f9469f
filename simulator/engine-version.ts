/**
 * Raise by one whenever the same seed may give another trace: a change of the random streams, of the
 * order of events or of what the hash rolls over.
 */
export const ENGINE_VERSION = 2;
