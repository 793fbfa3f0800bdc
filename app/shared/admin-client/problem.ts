/**
 * Turns what went wrong on the way to the admin API into an `ApiError`: the sidecar's own problem documents (RFC 9457), an
 * answer that is none, or no answer at all.
 */
import { z } from 'zod';
import { ApiError } from '../api-error.ts';

const problemSchema = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string(),
  hint: z.string().optional(),
});

export async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = problemSchema.safeParse(body);
  if (!parsed.success) {
    return new ApiError({
      code: response.status === 401 ? 'unauthorized' : 'internal',
      message: `The sidecar answered with status ${response.status}.`,
      hint: 'Look into its log.',
    });
  }
  const { code, detail, title, hint } = parsed.data;
  return new ApiError({ code, message: detail ?? title ?? code, hint: hint ?? '' });
}

export function unreachable(cause: unknown): ApiError {
  return new ApiError(
    {
      code: 'sidecar-unreachable',
      message: 'The sidecar does not answer.',
      hint: 'See whether it is running; this page tries again by itself.',
    },
    { cause },
  );
}

export function unexpectedAnswer(what: string, cause: unknown): ApiError {
  return new ApiError(
    {
      code: 'unexpected-answer',
      message: `The answer to "${what}" is not what this dashboard knows.`,
      hint: 'Dashboard and sidecar are probably of different versions: reload the page.',
    },
    { cause },
  );
}
