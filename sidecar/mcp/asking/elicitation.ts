/**
 * Asking the client's own user: the form that both ways of elicitation send (a request of the server's in 2025-06-18 and
 * 2025-11-25, part of a result in 2026-07-28), whether a client can show it, and what its answer means.
 */
import { CLIENT_CAPABILITIES_META_KEY, SdkError, SdkErrorCode, type McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Answer } from '../../policy/approvals.ts';
import { askInWords, type Question } from '../../policy/question.ts';
import type { Era } from '../session.ts';

/** Before this revision there was no elicitation. */
const SINCE = '2025-06-18';

const capabilitiesSchema = z.object({ elicitation: z.object({ form: z.unknown(), url: z.unknown() }).partial().optional() });

const envelopeSchema = z.object({ [CLIENT_CAPABILITIES_META_KEY]: z.unknown() });

/** Accepting is the answer; there is nothing to fill in. */
export function approvalForm(question: Question): {
  message: string;
  requestedSchema: { type: 'object'; properties: Record<string, never> };
} {
  return { message: askInWords(question), requestedSchema: { type: 'object', properties: {} } };
}

export function canElicit({ server }: McpServer, era: Era, { mcpReq }: ServerContext): boolean {
  if (era === 'modern') return showsForms(envelopeSchema.safeParse(mcpReq.envelope).data?.[CLIENT_CAPABILITIES_META_KEY]);
  // oxlint-disable-next-line typescript/no-deprecated -- sessions are initialized in the eras for which it is not
  const [capabilities, version = ''] = [server.getClientCapabilities(), server.getNegotiatedProtocolVersion()];
  return version >= SINCE && showsForms(capabilities);
}

/** Without modes it is a form that is meant (2025-06-18). */
function showsForms(capabilities: unknown): boolean {
  const elicitation = capabilitiesSchema.safeParse(capabilities).data?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

export function meaningOf(action: 'accept' | 'decline' | 'cancel'): Answer {
  return { verdict: action === 'accept' ? 'approved' : 'refused', by: 'client' };
}

interface Asking {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks by a request of the server's own; undefined where the client cannot answer it after all. */
export async function askByRequest(
  { mcpReq }: ServerContext,
  question: Question,
  { timeoutMs, signal }: Asking,
): Promise<Answer | undefined> {
  try {
    // Related to the call, so that it travels on the call's own stream: another may not be open.
    const options = { relatedRequestId: mcpReq.id, timeout: timeoutMs, signal };
    const { action } = await mcpReq.send({ method: 'elicitation/create', params: approvalForm(question) }, options);
    return meaningOf(action);
  } catch (error) {
    if (signal.aborted) return { verdict: 'withdrawn' };
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) return { verdict: 'timed-out' };
    return undefined;
  }
}
