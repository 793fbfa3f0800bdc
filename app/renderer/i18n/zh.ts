/**
 * The Chinese messages. `satisfies Messages` makes a missing or unknown key a compile error; a unit test compares the places.
 */
import type { Messages } from './translate.ts';
import { brokers } from './zh/brokers.ts';
import { clients } from './zh/clients.ts';
import { common } from './zh/common.ts';
import { errors } from './zh/errors.ts';
import { messages } from './zh/messages.ts';
import { overview } from './zh/overview.ts';
import { permissions } from './zh/permissions.ts';
import { sessions } from './zh/sessions.ts';
import { settings } from './zh/settings.ts';

export const zh = {
  ...common,
  ...overview,
  ...sessions,
  ...brokers,
  ...messages,
  ...clients,
  ...permissions,
  ...settings,
  ...errors,
} satisfies Messages;
