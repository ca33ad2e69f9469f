/** A seed that nobody can guess: 128 bits from the host. */
export const randomSeed = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
