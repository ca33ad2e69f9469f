/** Variables of a shell inside a container's command line. */

const SHELL = /(^|\/)(ba|da|a|k|z)?sh$/;

/** Whether these words run a shell, which fills its variables: 'sh -c ...', '/bin/bash -ec ...'. */
export const runsShell = (words: readonly string[]): boolean => {
  const all = words.flatMap((word) => word.trim().split(/\s+/));
  const at = all.findIndex((word) => SHELL.test(word));
  return at >= 0 && all.slice(at + 1).some((word) => /^-[a-z]*c$/.test(word));
};

const ASSIGNMENT =
  /(?:^|[\s;&|("'])([A-Za-z_]\w*)=(?:"([^"$`]*)"|'([^']*)'|([^\s;&|"'$`]*))(?=$|[\s;&|)])/g;
const VARIABLE = /\\\$|\$\{([A-Za-z_]\w*)(?:(:?[-=?+])([^${}]*)|[^{}]*)\}|\$([A-Za-z_]\w*)/g;

/** What a shell's line sets for itself: 'CART=cart:80; exec serve $CART'. */
export const settingsIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(ASSIGNMENT)].map(([, name = '', ...said]) => [
    name,
    said.find((one) => one !== undefined) ?? '',
  ]);

/**
 * Fills a shell's variables: '$CART', '${CART}', '${CART:-cart:80}'. One whose value is not known becomes what `blank` gives for it;
 * so does one that is cut or replaced ('${CART%:*}').
 *
 * @param values what is known; undefined when no shell runs: then nobody fills them
 */
export const fillShell = (
  text: string,
  values: ReadonlyMap<string, string> | undefined,
  blank: (name: string) => string,
): string => {
  if (!text.includes('$')) return text;
  return text.replace(
    VARIABLE,
    (whole, braced: string | undefined, operator: string | undefined, word = '', plain = '') => {
      const name = braced ?? plain;
      if (name === '') return whole;
      const value = values?.get(name);
      const simple = plain !== '' || operator !== undefined || whole === `\${${name}}`;
      if (values === undefined || !simple || operator?.endsWith('+')) return blank(name);
      const given = operator?.startsWith(':') && value === '' ? undefined : value;
      if (given !== undefined) return given;
      return /[-=]$/.test(operator ?? '') ? word : blank(name);
    },
  );
};
