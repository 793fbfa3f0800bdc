/**
 * `${env:NAME}` and `${file:path}`: how a setting, above all a secret, is kept out of the configuration. May stand anywhere in
 * a text, several times; `$${env:` is a literal `${env:`. What a reference yields is not looked at for further references.
 */

/** What a reference names, looked up by the caller. */
export type Lookup = (
  reference: Reference,
) => { readonly ok: true; readonly value: string } | { readonly ok: false; readonly text: string };

export interface Reference {
  readonly kind: 'env' | 'file';
  readonly name: string;
  /** As it was written. */
  readonly text: string;
}

const PATTERN = /(\$?)\$\{(env|file):([^}]*)\}/g;

export function hasReference(text: string): boolean {
  return text.search(PATTERN) >= 0;
}

/** The text is one reference and nothing else: it may stand for a number, a list or JSON too. */
export function isWholeReference(text: string): boolean {
  return /^\$\{(?:env|file):[^}]*\}$/.test(text);
}

export type Expansion = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly texts: readonly string[] };

export function expandReferences(source: string, lookup: Lookup): Expansion {
  const texts: string[] = [];
  const value = source.replace(PATTERN, (written: string, escape: string, kind: string, name: string) => {
    if (escape !== '') return written.slice(1);
    const found = lookup({ kind: kind === 'env' ? 'env' : 'file', name, text: written });
    if (found.ok) return found.value;
    texts.push(found.text);
    return '';
  });
  return texts.length === 0 ? { ok: true, value } : { ok: false, texts };
}
