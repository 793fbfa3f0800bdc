/** Provides the browser library for a sidecar that runs from its sources: its address stands in the documents, and pages load it from there. */
import { provideClientBuild } from '../client-build.ts';

/** The server starts without it where the build fails; why is said. */
export async function provideClientScript(): Promise<void> {
  try {
    await provideClientBuild();
  } catch (error) {
    console.error('The server starts without the browser library.', error instanceof Error ? error.message : error);
  }
}
