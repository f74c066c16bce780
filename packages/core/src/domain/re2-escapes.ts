/** The character that an RE2 escape stands for; `text` is what follows the backslash. Throws `SyntaxError`. */
export function escapedCharacter(text: string): string {
  const control = CONTROL[text];
  if (control !== undefined) return control;
  if (/^x[{\da-fA-F]./.test(text)) return fromCodePoint(text, Number.parseInt(text.replace(/^x\{?/, ''), 16));
  if (/^(?:0|[1-7][0-7])/.test(text)) return fromCodePoint(text, Number.parseInt(text, 8));
  if (text === '') throw new SyntaxError('trailing backslash at end of expression');
  if (text.length === 1 && text < '\x80' && !/[\da-zA-Z]/.test(text)) return text;
  throw new SyntaxError(`invalid escape sequence: \\${text}`);
}

/** `\d`, `\S` and the like: ASCII only in RE2, unlike JavaScript's. */
export const classEscape = (letter: string): string => {
  const inside = { d: '0-9', s: '\\t\\n\\f\\r\\u{20}', w: '0-9A-Za-z_' }[letter.toLowerCase()] ?? '';
  return letter === letter.toLowerCase() ? `[${inside}]` : `[^${inside}]`;
};

/** `[:alpha:]` and its kin. Throws `SyntaxError` for an unknown name. */
export function namedClass(negated: boolean, name: string): string {
  const inside = POSIX[name];
  if (inside === undefined) throw new SyntaxError(`invalid character class range: [:${name}:]`);
  return `[${negated ? '^' : ''}${inside}]`;
}

/** `\p{Greek}` or `\pL`; an unknown name is found when the result is compiled. */
export function unicodeClass(negated: boolean, name: string): string {
  const property = name.length <= 2 || name === 'Any' ? name : `Script=${name}`;
  return `\\${negated ? 'P' : 'p'}{${property}}`;
}

function fromCodePoint(text: string, code: number): string {
  if (code > 0x10ffff) throw new SyntaxError(`invalid escape sequence: \\${text}`);
  return String.fromCodePoint(code);
}

const CONTROL: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\u{0}-\\u{7f}',
  blank: '\\t\\u{20}',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: '\\u{20}-~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r\\u{20}',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
