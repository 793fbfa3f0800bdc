/**
 * The one interface between the dashboard and the world. Two implementations: over the bridge in the desktop's window, over
 * HTTP in a browser. `desktop` is there in the window only; what needs it is absent from the page elsewhere.
 * Every call rejects with an `ApiError`.
 */
import type {
  ActivityPage,
  ActivityQuery,
  AdminSnapshot,
  ApprovalAnswer,
  PolicyView,
  PublishOutcome,
  PublishRequest,
} from '../../sidecar/admin/schema.ts';
import type { ApplyResult, ClientId, ClientStatus, ConfigurationPlan, Reconfiguration } from '../../sidecar/clients/schemas.ts';
import type { PageName } from './ipc-contract.ts';
import type {
  AdminEvent,
  ExportFormat,
  ExportOutcome,
  MessagesEvent,
  MessagesRequest,
  SourcedLogEntry,
  SourcedLogQuery,
} from './ipc/admin.ts';
import type { ClientInstallation, ConfigureRequest } from './ipc/clients.ts';
import type { ProfileChange, ProfileSettings, ProfileTest, SecretStorage } from './ipc/profiles.ts';
import type { Language, Settings, SettingsChange, Theme } from './ipc/settings.ts';
import type { SidecarState } from './ipc/sidecar.ts';
import type { About, UpdateState } from './ipc/system.ts';

/** Ends a subscription; calling it again does nothing. */
export type Close = () => void;

/** How this person wants the dashboard to look. The desktop keeps it in its settings, a browser for its own origin. */
export interface Preferences {
  readonly theme: Theme;
  readonly language: Language;
  readonly firstRunDone: boolean;
}

export interface DashboardApi {
  snapshot(): Promise<AdminSnapshot>;
  /** A snapshot first, then every change, until closed. After `lost` it comes back by itself, with a new snapshot. */
  subscribe(listener: (event: AdminEvent) => void): Close;
  disconnectSession(id: string): Promise<void>;
  closeConnection(id: string): Promise<void>;
  publish(request: PublishRequest): Promise<PublishOutcome>;
  openMessages(request: MessagesRequest, listener: (event: MessagesEvent) => void): Close;
  /** Answers a question that waits for a person. */
  answerApproval(id: string, answer: ApprovalAnswer['answer']): Promise<void>;
  listActivity(query: ActivityQuery): Promise<ActivityPage>;
  /** `onProgress` hears the number of entries written so far. */
  exportActivity(query: ActivityQuery, format: ExportFormat, onProgress: (entries: number) => void): Promise<ExportOutcome>;
  /** The newest first. */
  listLogs(query: SourcedLogQuery): Promise<readonly SourcedLogEntry[]>;
  copyText(text: string): Promise<void>;
  openExternal(url: string): Promise<void>;
  readPreferences(): Promise<Preferences>;
  changePreferences(change: Partial<Preferences>): Promise<void>;
  /** In a browser whose token is missing or was refused: use this one from now on. Absent where main holds the token. */
  readonly presentToken?: (token: string) => void;
  readonly desktop?: DesktopApi;
}

export interface DesktopApi {
  readonly sidecar: SidecarControl;
  readonly clients: ClientConfiguration;
  readonly profiles: ProfileStore;
  readonly policy: PolicyStore;
  readonly settings: SettingsStore;
  readonly updates: Updates;
  about(): Promise<About>;
  /** Ends the program; asks first while assistants are connected. */
  quit(): Promise<void>;
  openLogsFolder(): Promise<void>;
  /** Path of the bundle; null when the person changed their mind. */
  saveDiagnostics(): Promise<string | null>;
  /** Main asks for a page, as from the tray's menu. */
  onNavigate(listener: (page: PageName) => void): Close;
}

export interface SidecarControl {
  state(): Promise<SidecarState>;
  onState(listener: (state: SidecarState) => void): Close;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** Tells what became of the client configurations that name the old port. */
  changePort(port: number): Promise<Reconfiguration>;
  attach(): Promise<void>;
  replace(): Promise<void>;
}

export interface ClientConfiguration {
  list(): Promise<readonly ClientStatus[]>;
  onChange(listener: (clients: readonly ClientStatus[]) => void): Close;
  plan(request: ConfigureRequest): Promise<ConfigurationPlan>;
  apply(request: ConfigureRequest): Promise<ApplyResult>;
  /** What a person would paste into the client's settings by hand. */
  snippet(client: ClientId): Promise<string>;
  undo(installation: ClientInstallation): Promise<readonly ClientStatus[]>;
}

export interface ProfileStore {
  list(): Promise<readonly ProfileSettings[]>;
  save(change: ProfileChange): Promise<readonly ProfileSettings[]>;
  remove(name: string): Promise<readonly ProfileSettings[]>;
  test(change: ProfileChange): Promise<ProfileTest>;
  secretStorage(): Promise<SecretStorage>;
}

export interface PolicyStore {
  read(): Promise<PolicyView>;
  onChange(listener: (policy: PolicyView) => void): Close;
  save(policy: PolicyView): Promise<PolicyView>;
}

export interface SettingsStore {
  read(): Promise<Settings>;
  onChange(listener: (settings: Settings) => void): Close;
  change(change: SettingsChange): Promise<Settings>;
  /** The new access token; it is told this once. */
  renewToken(): Promise<string>;
}

export interface Updates {
  state(): Promise<UpdateState>;
  onState(listener: (state: UpdateState) => void): Close;
  check(): Promise<void>;
  download(): Promise<void>;
  install(): Promise<void>;
}
