import { styleText } from 'node:util';

/** Colours by what they mean. The words alone must say it too: many readers see no colour. */
export interface Style {
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly doubt: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
export const plain: Style = {
  bad: same,
  good: same,
  doubt: same,
  strong: same,
  faint: same,
};

type Format = Parameters<typeof styleText>[0];
const painted =
  (format: Format) =>
  (text: string): string =>
    text === '' ? '' : styleText(format, text, { validateStream: false });

const coloured: Style = {
  bad: painted('red'),
  good: painted('green'),
  doubt: painted('yellow'),
  strong: painted('bold'),
  faint: painted('dim'),
};

export const styleFor = ({ colour }: { readonly colour: boolean }): Style =>
  colour ? coloured : plain;
