/** PEM as settings give it: as text, or as the path of a file that is read with a reader handed in. */
import { AppError } from '../errors.ts';

/** Returns the text of a file, or throws. */
export type ReadPem = (path: string) => string;

/** RFC 7468, section 2. */
const PEM_BEGIN = /-----BEGIN [^-]+-----/;

/**
 * @param setting where the value stands in the configuration
 * @throws AppError `invalid-configuration` when the file cannot be read or holds no PEM
 */
export function pemText(value: string, setting: string, readPem: ReadPem): string {
  if (PEM_BEGIN.test(value)) return value;
  let text: string;
  try {
    text = readPem(value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('invalid-configuration', `The file that ${setting} names cannot be read: ${why}.`, { cause: error });
  }
  if (PEM_BEGIN.test(text)) return text;
  throw new AppError('invalid-configuration', `The file ${value}, named by ${setting}, holds no PEM.`, {
    hint: 'A PEM file has a line that begins with -----BEGIN.',
  });
}
