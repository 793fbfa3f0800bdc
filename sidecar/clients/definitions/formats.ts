/**
 * The ways in which the clients' own parsers read their files, named once. A definition picks one; guessing wrong in the
 * strict direction refuses a file, guessing wrong in the other direction breaks it, so whatever is not known is strict.
 */
import type { FileFormat } from '../types.ts';

/** `JSON.parse`: no comments, no trailing commas. */
export const strictJson: FileFormat = { comments: false, trailingCommas: false, indent: '  ' };

/** Comments are stripped, then `JSON.parse`. */
export const jsonWithComments: FileFormat = { comments: true, trailingCommas: false, indent: '  ' };

/** Editors' settings: comments and trailing commas. */
export const lenientJson: FileFormat = { comments: true, trailingCommas: true, indent: '  ' };
