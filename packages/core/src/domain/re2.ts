import { classEscape, escapedCharacter, namedClass, unicodeClass } from './re2-escapes.ts';

/**
 * Compiles a pattern in the RE2 syntax of Go, which cloudflared uses for paths, to an unanchored JavaScript
 * expression that matches the same texts. Groups do not capture, because only "matches or not" is asked of it.
 * Throws `SyntaxError` for what RE2 refuses, lookaround and back references among it.
 */
export function compileRe2(pattern: string): RegExp {
  return new RegExp(new Translation(pattern).whole(), 'v');
}

interface Group {
  /** JavaScript groups that stand for `(?i)` and the like; they end where the RE2 group ends. */
  readonly flagGroups: string[];
  dotAll: boolean;
}

class Translation {
  readonly #pattern: string;
  readonly #names = new Set<string>();
  readonly #groups: Group[] = [{ flagGroups: [], dotAll: false }];
  #at = 0;
  #out = '';
  /** What a repetition operator would meet: nothing, something to repeat, or another operator. */
  #before: 'nothing' | 'atom' | 'repetition' = 'nothing';

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): string {
    while (this.#at < this.#pattern.length) this.#step();
    if (this.#groups.length > 1) throw new SyntaxError('missing closing )');
    return this.#out + ')'.repeat(this.#group().flagGroups.length);
  }

  #step(): void {
    const repeat = this.#take(/[*+?]|\{\d+(?:,\d*)?\}/y);
    if (repeat !== null) return this.#repetition(repeat[0]);
    const group = this.#take(/\((?:\?(?:P?<([^=!>][^>]*)>|([imsU]*(?:-[imsU]+)?)([:)])|(.?)))?/y);
    if (group !== null) return this.#open(group);
    const quoted = this.#take(/\\Q([\s\S]*?)(?:\\E|$)/y);
    if (quoted !== null) return this.#quoted(quoted[1] ?? '');
    const character = this.#next();
    if (character === ')') return this.#close();
    if (character === '|') return this.#alternative();
    if (character === '[') return this.#atom(this.#characterClass());
    if (character === '\\') return this.#atom(this.#escape());
    if (character === '.') return this.#atom(this.#group().dotAll ? '[\\s\\S]' : '[^\\n]');
    return this.#atom(character === '^' || character === '$' ? `(?:${character})` : literal(character));
  }

  #repetition(operator: string): void {
    const [least, most] = operator.slice(1, -1).split(',').map(Number);
    if (
      operator.startsWith('{') &&
      (Math.max(least ?? 0, most ?? 0) > 1000 || (most !== 0 && (most ?? 1000) < (least ?? 0)))
    )
      throw new SyntaxError(`invalid repeat count: ${operator}`);
    if (this.#before === 'nothing') throw new SyntaxError(`missing argument to repetition operator: ${operator}`);
    if (this.#before === 'repetition') throw new SyntaxError(`invalid nested repetition operator: ${operator}`);
    this.#take(/\?/y);
    this.#out += operator;
    this.#before = 'repetition';
  }

  #open([text, name, flags, end, unknown]: RegExpExecArray): void {
    if (unknown !== undefined) throw new SyntaxError(`invalid or unsupported Perl syntax: ${text}`);
    if (name !== undefined) this.#name(name);
    const on = (flags ?? '').split('-')[0] ?? '';
    const off = (flags ?? '').split('-')[1] ?? '';
    const dotAll = (this.#group().dotAll || on.includes('s')) && !off.includes('s');
    const opening = flagGroup(on, off);
    this.#out += opening;
    if (end === ')') {
      this.#group().flagGroups.push(opening);
      this.#group().dotAll = dotAll;
    } else this.#groups.push({ flagGroups: [], dotAll });
    this.#before = 'nothing';
  }

  #name(name: string): void {
    if (!/^\w+$/.test(name)) throw new SyntaxError(`invalid named capture: ${name}`);
    if (this.#names.has(name)) throw new SyntaxError(`duplicate capture group name: ${name}`);
    this.#names.add(name);
  }

  #close(): void {
    if (this.#groups.length === 1) throw new SyntaxError('unexpected )');
    this.#out += ')'.repeat(this.#group().flagGroups.length + 1);
    this.#groups.pop();
    this.#before = 'atom';
  }

  #alternative(): void {
    const { flagGroups } = this.#group();
    this.#out += `${')'.repeat(flagGroups.length)}|${flagGroups.join('')}`;
    this.#before = 'nothing';
  }

  #quoted(text: string): void {
    for (const character of text) this.#atom(literal(character));
  }

  #atom(source: string): void {
    this.#out += source;
    this.#before = 'atom';
  }

  #escape(): string {
    const anchor = this.#take(/[AzbB]/y)?.[0];
    if (anchor === 'A') return '(?<![\\s\\S])';
    if (anchor === 'z') return '(?![\\s\\S])';
    if (anchor !== undefined) return `(?:\\${anchor})`;
    return this.#set() ?? literal(this.#escaped());
  }

  /** After a backslash: a set such as `\d` or `\p{Greek}`, or null. */
  #set(): string | null {
    const unicode = this.#take(/([pP])(?:\{(\^?)([^}]*)\}|([A-Z]))/y);
    if (unicode !== null)
      return unicodeClass((unicode[1] === 'P') !== (unicode[2] === '^'), unicode[3] ?? unicode[4] ?? '');
    const letter = this.#take(/[dDsSwW]/y);
    return letter === null ? null : classEscape(letter[0]);
  }

  #escaped(): string {
    const text = this.#take(/x\{[\da-fA-F]+\}|x[\da-fA-F]{2}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[\s\S]/uy)?.[0] ?? '';
    return escapedCharacter(text);
  }

  #characterClass(): string {
    let inside = this.#take(/\^/y) === null ? '[' : '[^';
    for (let first = true; first || this.#pattern[this.#at] !== ']'; first = false) inside += this.#classItem();
    this.#at += 1;
    return `${inside}]`;
  }

  #classItem(): string {
    const named = this.#take(/\[:(\^?)(\w*):\]/y);
    if (named !== null) return namedClass(named[1] === '^', named[2] ?? '');
    if (this.#pattern[this.#at] === '\\' && this.#take(/\\(?=[pPdDsSwW])/y) !== null)
      return this.#set() ?? literal(this.#escaped());
    const low = this.#classCharacter();
    if (this.#take(/-(?!\])/y) === null) return literal(low);
    const high = this.#classCharacter();
    if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0))
      throw new SyntaxError(`invalid character class range: ${low}-${high}`);
    return `${literal(low)}-${literal(high)}`;
  }

  #classCharacter(): string {
    if (this.#at >= this.#pattern.length) throw new SyntaxError('missing closing ]');
    const character = this.#next();
    return character === '\\' ? this.#escaped() : character;
  }

  #group(): Group {
    return this.#groups.at(-1) as Group;
  }

  #next(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    return character;
  }

  #take(token: RegExp): RegExpExecArray | null {
    token.lastIndex = this.#at;
    const found = token.exec(this.#pattern);
    if (found !== null) this.#at += found[0].length;
    return found;
  }
}

const literal = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** `s` is handled where a dot is translated, and greediness cannot change whether something matches. */
function flagGroup(on: string, off: string): string {
  const added = FLAGS_KEPT.filter((flag) => on.includes(flag) && !off.includes(flag)).join('');
  const removed = FLAGS_KEPT.filter((flag) => off.includes(flag)).join('');
  return `(?${added}${removed === '' ? '' : `-${removed}`}:`;
}

const FLAGS_KEPT = ['i', 'm'];
