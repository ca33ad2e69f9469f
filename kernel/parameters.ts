/**
 * Parameters described as data: one description parses input at the edge, fills defaults, draws a
 * slider and spans a search space.
 */

interface Described {
  readonly label: string;
  readonly about: string;
}

/** A length of time. Given as text ('250ms') or a number of milliseconds; parsed to milliseconds. */
export interface DurationParameter extends Described {
  readonly kind: 'duration';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface NumberParameter extends Described {
  readonly kind: 'number' | 'integer';
  readonly unit: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** A share of a whole, 0 to 1. Given as a number or a percentage ('10%'). */
export interface ShareParameter extends Described {
  readonly kind: 'share';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface ChoiceParameter extends Described {
  readonly kind: 'choice';
  readonly default: string;
  readonly options: readonly string[];
}

export interface FlagParameter extends Described {
  readonly kind: 'flag';
  readonly default: boolean;
}

export type Parameter =
  | DurationParameter
  | NumberParameter
  | ShareParameter
  | ChoiceParameter
  | FlagParameter;

export type ParameterSpec = Readonly<Record<string, Parameter>>;

type ValueOf<P extends Parameter> = P extends ChoiceParameter
  ? P['options'][number]
  : P extends FlagParameter
    ? boolean
    : number;

/** The parsed values of a specification: milliseconds, numbers, shares, choices, flags. */
export type Values<S extends ParameterSpec> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** What a person may write for them: text with units is accepted, and everything has a default. */
export type Input<S extends ParameterSpec> = {
  readonly [K in keyof S]?: ValueOf<S[K]> | string | undefined;
};
