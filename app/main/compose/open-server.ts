/** The sidecar's process and everything that works through it: its admin API, the live sessions, the configuration of clients. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app } from 'electron';
import type { Reconfiguration } from '../../../sidecar/clients/schemas.ts';
import type { Platform } from '../../../sidecar/clients/types.ts';
import type { AdminEvent } from '../../shared/ipc/admin.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import { type ClientService, createClientService } from '../clients/client-service.ts';
import { crashText } from '../i18n/crash-text.ts';
import { createTranslate } from '../i18n/translate.ts';
import { Listeners } from '../listeners.ts';
import { BASE_PATH, LOCK_FILE, paths } from '../paths.ts';
import { type AdminRelay, createAdminRelay } from '../sidecar/admin-relay.ts';
import { findFreePort } from '../sidecar/free-port.ts';
import { followApprovals, type LiveApprovals } from '../sidecar/live-approvals.ts';
import { followSessions, type LiveSessions } from '../sidecar/live-sessions.ts';
import { createSidecarLock } from '../sidecar/lock-file.ts';
import { createFork } from '../sidecar/sidecar-process.ts';
import { startMessage } from '../sidecar/start-message.ts';
import { Supervisor } from '../sidecar/supervisor.ts';
import { stdioCommand } from '../stdio/own-command.ts';
import type { StoredSettings } from '../storage/stored-settings.ts';
import type { Storage } from './open-storage.ts';

export interface Server {
  readonly supervisor: Supervisor;
  readonly relay: AdminRelay;
  readonly sessions: LiveSessions;
  readonly approvals: LiveApprovals;
  readonly clients: ClientService;
  /** Every event of the admin API; the listener has to be there before the sidecar starts. */
  watch(listener: (event: AdminEvent) => void): () => void;
  /** The settings that the running sidecar was started with. */
  appliedSettings(): StoredSettings | undefined;
  changePort(port: number): Promise<Reconfiguration>;
}

export async function openServer({ settings, profiles, policy, redactor, logBook, attention, toolsFile }: Storage): Promise<Server> {
  const log = logBook.scope('supervisor');
  const folder = app.getPath('userData');
  const adminToken = randomBytes(32).toString('base64url');
  redactor.add(adminToken);
  let applied: StoredSettings | undefined;

  const token = async (): Promise<string | undefined> => {
    const required = await settings.requiredToken();
    if (required !== undefined) redactor.add(required);
    return required;
  };
  const clients = await createClientService({
    environment: () => ({
      platform: platformOf(process.platform),
      home: app.getPath('home'),
      env: process.env,
      appData: app.getPath('appData'),
    }),
    dataFolder: folder,
    basePath: BASE_PATH,
    port: () => settings.current.port,
    token,
    toolsFile,
    launch: stdioCommand(),
  });

  const lock = createSidecarLock({
    file: join(folder, LOCK_FILE),
    onError: (error) => log.warn('The lock file could not be written', error),
  });
  const leftover = await lock.reapLeftover();
  if (leftover.kind === 'reaped') log.warn(`A sidecar that was left behind (process ${leftover.pid}, port ${leftover.port}) was ended`);

  const supervisor = new Supervisor({
    fork: createFork(paths.sidecar),
    port: settings.current.port,
    basePath: BASE_PATH,
    async startMessage(port) {
      applied = settings.current;
      const historyFile = join(folder, 'history.sqlite');
      return startMessage({
        port,
        settings: applied,
        token: await token(),
        adminToken,
        profiles: await profiles.forSidecar(),
        historyFile,
        policy: policy.current,
      });
    },
    lock,
    findFreePort,
    onLine: (line) => logBook.sidecarLine(line),
    onGaveUp(reason, lastLines) {
      log.error(`The sidecar is not started again: ${crashText(reason, createTranslate('en'))}\n${lastLines.join('\n')}`);
    },
  });
  supervisor.onState((state) => {
    log.info(`The sidecar is ${state.name}`);
    const { ready } = supervisor;
    if (ready !== undefined)
      clients.learnTools(ready.tools).catch((error: unknown) => log.warn('The tools could not be remembered', error));
  });
  profiles.onChange(() => {
    profiles
      .forSidecar()
      .then((changed) => supervisor.sendProfiles(changed.profiles, changed.defaultProfile))
      .catch((error: unknown) => log.error('The changed profiles could not be handed over', error));
  });

  policy.onChange((changed) => supervisor.sendPolicy(changed));

  const relay = createAdminRelay({ supervisor, basePath: BASE_PATH, adminToken, attention });
  // One stream for all of main.
  const events = new Listeners<AdminEvent>();
  relay.watch((event) => events.tell(event));
  const watch = (listener: (event: AdminEvent) => void) => events.add(listener);
  const onState = (listener: (state: SidecarState) => void) => supervisor.onState(listener);
  const sessions = followSessions({ watch, onState });
  const approvals = followApprovals({ watch, onState });

  return {
    supervisor,
    relay,
    sessions,
    approvals,
    clients,
    watch,
    appliedSettings: () => (supervisor.ready === undefined ? undefined : applied),
    async changePort(port) {
      await settings.change({ port });
      supervisor.changePort(port);
      return clients.reconfigure(port);
    },
  };
}

function platformOf(platform: NodeJS.Platform): Platform {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
