/** Carries no types and exports nothing of use: it publishes itself on `window`. */
declare module 'simjs' {}
