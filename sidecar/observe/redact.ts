/**
 * Keeps passwords, tokens and keys out of everything that is written or shown: by name (`password`, `Authorization`), by look
 * (see redact-text.ts) and by value, for the secrets that were registered when they became known. Used by the log, the
 * activity record, error answers and the command line.
 */
import { copyForDisplay, type DisplayBounds } from './display-copy.ts';
import { REDACTED, redactText } from './redact-text.ts';

/** Shorter ones would tear every text apart and give themselves away by that; names and look still hide them. */
const MIN_SECRET_LENGTH = 4;

export interface Redactor {
  /** Registers a secret value, in every form in which it could be written; returns the function that forgets it. */
  add(secret: string): () => void;
  text(text: string): string;
  /** A copy of the value that JSON can hold: secrets replaced, errors described, bytes counted, circles cut. */
  value(value: unknown, bounds?: DisplayBounds): unknown;
}

export function createRedactor(secrets: Iterable<string> = []): Redactor {
  /** How often each form is registered: two brokers may share a password. */
  const forms = new Map<string, number>();
  let pattern: RegExp | undefined;

  function add(secret: string): () => void {
    const added = formsOf(secret);
    for (const form of added) forms.set(form, (forms.get(form) ?? 0) + 1);
    pattern = patternOf(forms.keys());
    let registered = true;
    return () => {
      if (registered) forget(added);
      registered = false;
    };
  }

  function forget(removed: readonly string[]): void {
    for (const form of removed) {
      const left = (forms.get(form) ?? 1) - 1;
      if (left === 0) forms.delete(form);
      else forms.set(form, left);
    }
    pattern = patternOf(forms.keys());
  }

  function text(input: string): string {
    return redactText(pattern === undefined ? input : input.replaceAll(pattern, REDACTED));
  }

  for (const secret of secrets) add(secret);
  return { add, text, value: (value, bounds) => copyForDisplay(value, text, bounds) };
}

/** As it is, in a query, in a form, in JSON, in base64; of a text of several lines (PEM) each line too, since texts get cut. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----')) : [];
  const forms = [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...lines,
  ];
  return [...new Set(forms)].filter((form) => form.length >= MIN_SECRET_LENGTH);
}

/** The longest first, so that a secret within another leaves nothing of it behind. */
function patternOf(forms: Iterable<string>): RegExp | undefined {
  const sorted = [...forms].toSorted((a, b) => b.length - a.length);
  return sorted.length === 0 ? undefined : new RegExp(sorted.map(escapeForRegExp).join('|'), 'g');
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
