/** An error of the registry on its way from one instance to another. What was not raised on purpose stays where it happened. Pure. */
import { z } from 'zod';
import { AppError, isErrorCode, toAppError } from '../errors.ts';

export const sharedErrorSchema = z.object({ code: z.string(), message: z.string(), hint: z.string(), reasonCode: z.int().exactOptional() });

export type SharedError = z.output<typeof sharedErrorSchema>;

export function shareError(thrown: unknown): SharedError {
  const { code, message, hint, title, reasonCode } = toAppError(thrown);
  return { code, message: code === 'internal' ? title : message, hint, ...(reasonCode === undefined ? {} : { reasonCode }) };
}

/** An instance of another version may know other codes. */
export function receiveError({ code, message, hint, reasonCode }: SharedError): AppError {
  return new AppError(isErrorCode(code) ? code : 'internal', message, { hint, reasonCode });
}
