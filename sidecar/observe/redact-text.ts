/**
 * Takes out of a text what looks like a secret although nobody registered it: credentials in URLs, `Authorization` values,
 * tokens in queries, quoted passwords, private keys, JSON Web Tokens. Used by the redactor; pure, and linear in the length of
 * the text, since callers from the network decide what it reads. A net under the net: what has a structure is redacted by
 * name before it becomes text.
 */
import { isSecretName } from './secret-names.ts';

export const REDACTED = '[redacted]';

type Rule = (text: string) => string;

/** Also one that was cut off: without its last line, everything from the first line on goes. */
const privateKeys: Rule = (text) =>
  text.replaceAll(
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    REDACTED,
  );

/**
 * Values in quotes behind a name: JSON, JSON inside a JSON string (hence the backslashes before the quotes), and what
 * `util.inspect` prints.
 */
const quotedValues: Rule = (text) => {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(/(?<![\w.-])([\w.-]{1,64})\\{0,8}["']?\s{0,8}[:=]\s{0,8}(\\{0,8})(["'])/g)) {
    const [lead, name = '', backslashes = '', quote = ''] = match;
    if (match.index < done || !isSecretName(name)) continue;
    const start = match.index + lead.length;
    result += text.slice(done, start) + REDACTED;
    done = endOfQuoted(text, start, quote, backslashes.length);
  }
  return result + text.slice(done);
};

/**
 * Where the value ends. Each level of escaping doubles the backslashes and adds one, so that a closing quote behind an opening
 * one with `depth` backslashes has `depth` of them too, or more by multiples of an escaped backslash. Fewer close the text
 * around it.
 */
function endOfQuoted(text: string, start: number, quote: string, depth: number): number {
  let run = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === quote && (run < depth || run % (2 * (depth + 1)) === depth)) return at - Math.min(run, depth);
    run = char === '\\' ? run + 1 : 0;
  }
  return text.length;
}

/**
 * What stands between `//` and the last `@`: people forget to encode the one in their password. In http and https only
 * within the authority, because a query may hold an address of mail.
 */
const urlCredentials: Rule = (text) => {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(/(?<![a-z0-9])[a-z][a-z0-9+.-]{0,31}:\/\//gi)) {
    const start = match.index + match[0].length;
    if (start <= done) continue;
    const isHttp = /^https?:/i.test(match[0]);
    const end = indexOf(text, isHttp ? /[\s/?#"'<>]/g : /[\s"'<>]/g, start);
    const at = text.lastIndexOf('@', end - 1);
    if (at > start) {
      result += `${text.slice(done, start)}${REDACTED}`;
      done = at;
    } else if (!isHttp) {
      // No other address within the same word can have one either.
      result += text.slice(done, end);
      done = end;
    }
  }
  return result + text.slice(done);
};

function indexOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** RFC 9110, section 11.6.2: a scheme and what follows it. A challenge (`Bearer realm=…`) holds no secret. */
const authorization: Rule = (text) =>
  text
    .replaceAll(/\b(authorization\\{0,8}["']?\s{0,8}[:=]\s{0,8}\\{0,8}["']?)(?!(?:bearer|basic)\b)([^\s"'\\,;]+)/gi, `$1${REDACTED}`)
    .replaceAll(/\b(bearer|basic)(\s{1,8})(?!realm=|error=|<)[\w.~+/-]{6,}=*/gi, `$1$2${REDACTED}`);

const webTokens: Rule = (text) => text.replaceAll(/(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, REDACTED);

/** `name=value` of queries, forms and command lines. */
const assignments: Rule = (text) =>
  text.replaceAll(/(?<![\w.-])([\w.-]{1,64})=([^\s&#"'<>,;]+)/g, (whole, name: string) =>
    isSecretName(name) ? `${name}=${REDACTED}` : whole,
  );

/** `--password value` of command lines. */
const flags: Rule = (text) =>
  text.replaceAll(/(?<!\S)(--[a-z][\w-]{0,63})(\s{1,8})(?!-)(\S+)/gi, (whole, name: string, gap: string) =>
    isSecretName(name) ? `${name}${gap}${REDACTED}` : whole,
  );

/** `password: value` alone on a line, as YAML has it. */
const yamlLines: Rule = (text) =>
  text.replaceAll(/^([ \t]{0,64}(?:- )?([\w.-]{1,64}):[ \t]{1,64})(?!["'[{])(\S+)[ \t]{0,64}$/gm, (whole, lead: string, name: string) =>
    isSecretName(name) ? `${lead}${REDACTED}` : whole,
  );

/** Each with a sign without which there is nothing for it to find: most texts of a log show none. */
const rules: readonly (readonly [sign: RegExp, rule: Rule])[] = [
  [/PRIVATE KEY/, privateKeys],
  [/["']/, quotedValues],
  [/@/, urlCredentials],
  [/authorization|bearer|basic/i, authorization],
  [/eyJ/, webTokens],
  [/=/, assignments],
  [/--/, flags],
  [/:[ \t]/, yamlLines],
];

export function redactText(text: string): string {
  return rules.reduce((result, [sign, rule]) => (sign.test(result) ? rule(result) : result), text);
}
