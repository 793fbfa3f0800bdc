/**
 * Zod compiles its checks with `new Function`, which the content security policy forbids; this keeps it from trying. Has to be
 * imported before anything that parses.
 */
import { config } from 'zod';

config({ jitless: true });
