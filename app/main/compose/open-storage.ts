/** What the program remembers and writes down: log, settings, profiles, secrets; and what it has to tell about them. */
import { join } from 'node:path';
import { app } from 'electron';
import { createRedactor, type Redactor } from '../../../sidecar/observe/redact.ts';
import type { Language } from '../../shared/ipc/settings.ts';
import { createDesktopAttention, type DesktopAttention } from '../attention.ts';
import { toolsFileSchema } from '../clients/client-service.ts';
import { createLogBook, type LogBook } from '../diagnostics/log-book.ts';
import { createLogFiles } from '../diagnostics/log-files.ts';
import { createTranslate, resolveLanguage, type Translate } from '../i18n/translate.ts';
import { SETTINGS_FILE } from '../paths.ts';
import { createJsonFile, type JsonFile } from '../storage/json-file.ts';
import { policySection } from '../../../sidecar/config/schema.ts';
import { openPolicy, type PolicyStore } from '../storage/policy-store.ts';
import { profileFileSchema } from '../storage/profile-file.ts';
import { openProfiles, type ProfileStore } from '../storage/profile-store.ts';
import { createSecretBox, type SecretBox } from '../storage/secret-box.ts';
import { openSettings, type SettingsStore } from '../storage/settings-store.ts';
import { settingsFileSchema } from '../storage/stored-settings.ts';
import type { ReadyMessage } from '../../../sidecar/parent/schema.ts';

export interface Storage {
  readonly redactor: Redactor;
  readonly logBook: LogBook;
  readonly attention: DesktopAttention;
  readonly secrets: SecretBox;
  readonly settings: SettingsStore;
  readonly profiles: ProfileStore;
  readonly policy: PolicyStore;
  readonly toolsFile: JsonFile<ReadyMessage['tools']>;
  /** In the person's language of this moment. */
  readonly t: Translate;
}

export async function openStorage(): Promise<Storage> {
  const folder = app.getPath('userData');
  const redactor = createRedactor();
  const logBook = createLogBook({ write: createLogFiles(app.getPath('logs'), !app.isPackaged), redactor });
  const attention = createDesktopAttention();
  const log = logBook.scope('storage');

  // Until the settings are read nobody knows the language that was chosen.
  let language: Language = 'system';
  const t: Translate = (key, values) => createTranslate(resolveLanguage(language, app.getLocale()))(key, values);

  const onUnreadable = (file: string, cause: unknown): void => {
    log.error(`A file could not be read and is now ${file}`, cause);
    const [title, detail, hint] = [t('unreadable-file.title'), t('unreadable-file.detail', { file }), t('unreadable-file.hint')];
    attention.raise({ id: `unreadable ${file}`, severity: 'error', code: 'unreadable-file', title, detail, hint });
  };
  const onLost = (profile: string, cause: unknown): void => {
    log.error(`The secrets of the profile "${profile}" could not be decrypted`, cause);
    const [title, detail, hint] = [t('lost-secret.title'), t('lost-secret.detail', { profile }), t('lost-secret.hint')];
    attention.raise({ id: `lost ${profile}`, severity: 'error', code: 'secret-storage-failed', title, detail, hint });
  };

  const secrets = createSecretBox(process.platform);
  const settingsFile = createJsonFile({ path: join(folder, SETTINGS_FILE), schema: settingsFileSchema, onUnreadable });
  const settings = await openSettings(settingsFile, secrets);
  ({ language } = settings.current);
  settings.onChange((changed) => {
    ({ language } = changed);
  });
  const profileFile = createJsonFile({ path: join(folder, 'profiles.json'), schema: profileFileSchema, onUnreadable });
  const profiles = await openProfiles({ file: profileFile, secrets, onSecret: (secret) => redactor.add(secret), onLost });
  const policy = await openPolicy(createJsonFile({ path: join(folder, 'policy.json'), schema: policySection, onUnreadable }));
  const toolsFile = createJsonFile({ path: join(folder, 'tools.json'), schema: toolsFileSchema, onUnreadable });
  return { redactor, logBook, attention, secrets, settings, profiles, policy, toolsFile, t };
}
