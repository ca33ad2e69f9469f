/** A line of a source, and what a reader should make of it. */
export interface Line {
  readonly text: string;
  /** 'turn': here the twin takes another way. */
  readonly kind: 'code' | 'comment' | 'turn';
}

/** Where `right` is named without deciding anything: the sentence, the parameter, what hands it on. */
const HANDED_ON = /^\s*(?:readonly )?right\s*[:,]|\(right\)\s*=>|scenarioOf\(|[{,]\s*right\s*[,}]/;

/** Splits a bug's source, and tells where it and its twin part. */
export const linesOf = (source: string): readonly Line[] =>
  source
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => {
      if (/^\s*(?:\/\/|\/\*|\*)/.test(text)) return { text, kind: 'comment' };
      const code = text.replaceAll(/(['"`])(?:\\.|(?!\1).)*\1/g, '');
      const turns = /\bright\b/.test(code) && !HANDED_ON.test(code);
      return { text, kind: turns ? 'turn' : 'code' };
    });

/** The neighbours that a source imports, by name. */
export const importsOf = (source: string): readonly string[] =>
  [...source.matchAll(/\bfrom '\.\/([\w-]+)\.ts'/g)].map(([, name = '']) => name);
