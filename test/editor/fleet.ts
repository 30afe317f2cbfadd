import { type Simulator, type StartOptions, startSimulator } from '../support/simulator';
import { installEditor } from './install';
import type { EditorRelease } from './releases';
import { type Editor, type EditorOptions, startEditor } from './server';

/** A VS Code whose extension finds a simulated fleet of its own. */
export interface FleetEditor {
  editor: Editor;
  /** Absolute path of a workspace in it. */
  workspace: string;
  simulator: Simulator;
  /** Ends both, with all their processes and folders. */
  stop(): Promise<void>;
}

/** The packed extension, as `npm run package` leaves it. */
export const packedExtension = 'dist/rapyuta-device-explorer.vsix';

/** Installs a VS Code where it is missing, and starts it and a simulator. */
export async function startFleetEditor(
  release: EditorRelease,
  options: EditorOptions = {},
  simulated: StartOptions = {},
): Promise<FleetEditor> {
  const installed = await installEditor(release, (line) => void process.stderr.write(`${line}\n`));
  const simulator = await startSimulator(simulated);
  try {
    const editor = await startEditor(installed, options);
    return {
      editor,
      workspace: await editor.newWorkspace(simulator.announcement),
      simulator,
      async stop() {
        await Promise.all([editor.stop(), simulator.stop()]);
      },
    };
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}
