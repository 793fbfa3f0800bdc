/**
 * The words of this room: what a client definition says, where its files stand, and what shall be written into them.
 * Plain data and types only; the shapes that cross a boundary (IPC, journal) stand in schemas.ts.
 */
import type { ClientId, Transport } from './schemas.ts';

export type Platform = 'linux' | 'darwin' | 'win32';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = Readonly<Record<string, JsonValue>>;
export type JsonPath = readonly string[];

/** What the paths are made of; handed in, so that they can be worked out for any machine. */
export interface ClientEnvironment {
  readonly platform: Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the system really keeps %APPDATA%: it may be redirected, and only the desktop can ask. */
  readonly appData?: string;
}

/**
 * `config` is XDG_CONFIG_HOME (Linux), Application Support (macOS) or %APPDATA% (Windows), `local-data` is %LOCALAPPDATA%,
 * `{ env }` the folder that an environment variable names. A place whose base does not exist on a platform is left out.
 */
export type BaseFolder = 'home' | 'config' | 'local-data' | 'root' | { readonly env: string };

export interface Place {
  readonly base: BaseFolder;
  readonly path: readonly string[];
}

/** One way in which a client may be installed, each with a settings file of its own. */
export interface Installation {
  readonly id: string;
  /** For a person: how it was installed. */
  readonly label: string;
  readonly platforms: readonly Platform[];
  readonly file: Place;
  /** The client is here if one of these exists, or the file itself. */
  readonly presence: readonly Place[];
}

/** How a client's own parser reads its file: what it does not know must never stand there. */
export interface FileFormat {
  readonly comments: boolean;
  readonly trailingCommas: boolean;
  /** Indentation of a file that we create. */
  readonly indent: string;
}

/** An entry that reaches the sidecar by URL. */
export interface UrlShape {
  readonly urlKey: string;
  /** Fields that stand before the URL, such as `type`. */
  readonly fields: JsonObject;
  /** How the client can present an access token. */
  readonly credentials: 'header' | 'query';
}

/** An entry whose client starts the sidecar itself and speaks over stdin and stdout. */
export interface CommandShape {
  readonly fields: JsonObject;
}

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  readonly input_schema: JsonObject;
}

/** One value that has to stand at a path of the settings. */
export interface Setting {
  readonly path: JsonPath;
  readonly value: boolean | JsonObject;
  /** `switch` is shared with other servers of the client, so an undo leaves it on while it is of use to them. */
  readonly role: 'entry' | 'companion' | 'switch';
  /** Whether what stands there already does the same. */
  readonly accepts: (found: unknown) => boolean;
}

export interface ClientDefinition {
  readonly id: ClientId;
  readonly name: string;
  /** Where the format is documented or was found out. */
  readonly source: string;
  readonly format: FileFormat;
  /** The object that holds one entry per server. */
  readonly serversPath: JsonPath;
  readonly shapes: { readonly sse?: UrlShape; readonly http?: UrlShape; readonly stdio?: CommandShape };
  /** The field by which a user switches an entry off. */
  readonly offSwitch?: { readonly key: string; readonly off: boolean };
  /** What has to stand beside the entry. */
  readonly companions?: (serverName: string, tools: readonly ToolDescription[]) => readonly Setting[];
  readonly installations: readonly Installation[];
  /** Names of its processes; absent where they tell nothing (command line clients). */
  readonly processes?: Readonly<Record<Platform, readonly string[]>>;
  /** How the client takes up a change, and what else the user should know. */
  readonly pickup: { readonly kind: 'restart' | 'new-session' | 'automatic' | 'confirm'; readonly note?: string };
}

/** Where the sidecar is reached, on this machine. */
export interface ServerAddress {
  /** http unless said otherwise. */
  readonly scheme?: 'http' | 'https';
  readonly port: number;
  readonly basePath: string;
  /** Access token, where the sidecar asks for one. */
  readonly token?: string;
}

/** How a client can start the sidecar for itself. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What shall stand in a client's settings. */
export interface ConfigurationRequest {
  readonly serverName: string;
  readonly address: ServerAddress;
  readonly tools: readonly ToolDescription[];
  readonly launch?: Launch;
  /** In the order of preference; the first that the client knows is written. */
  readonly transports: readonly Transport[];
}

export interface ProcessInfo {
  readonly pid: number;
  /** The file name of the executable. */
  readonly name: string;
}

export type ProcessLister = () => Promise<readonly ProcessInfo[]>;
