/**
 * The English messages, and by their keys and places the type of every other language. Grouped by page in `en/`.
 */
import { brokers } from './en/brokers.ts';
import { clients } from './en/clients.ts';
import { common } from './en/common.ts';
import { errors } from './en/errors.ts';
import { messages } from './en/messages.ts';
import { overview } from './en/overview.ts';
import { permissions } from './en/permissions.ts';
import { sessions } from './en/sessions.ts';
import { settings } from './en/settings.ts';

export const en = { ...common, ...overview, ...sessions, ...brokers, ...messages, ...clients, ...permissions, ...settings, ...errors };
