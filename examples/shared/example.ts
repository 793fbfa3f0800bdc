/** What an example is to the program that runs it, and what it is given. Types alone. */

/** A sidecar that runs already, and its broker. */
export interface Surroundings {
  /** Where the sidecar's paths begin, such as `http://localhost:4000/mqttx`. */
  readonly sidecar: string;
  /** Where devices connect. */
  readonly broker: string;
}

export interface RunningExample {
  /** What a person reads once it runs. */
  readonly words: string;
  stop(): Promise<void>;
}

export type StartExample = (surroundings: Surroundings) => Promise<RunningExample>;
