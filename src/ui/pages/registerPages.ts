import { type Disposable, DisposableStore } from '../../base/disposable';
import { displayName } from '../../domain/deviceName';
import type { ProjectSlot } from '../../model/project/projectSlot';
import { deviceFor } from '../devices/devicePicker';
import type { RegisterCommands } from '../shared/registerCommands';
import { configurationPages } from './configuration/configurationSession';
import { PageHost, type PageParts } from './pageHost';

interface Parts extends PageParts {
  project: ProjectSlot;
  registerCommands: RegisterCommands;
}

/** The pages on devices; those that were open come back when VS Code reloads the window. */
export function registerPages({ project, registerCommands, ...parts }: Parts): Disposable {
  const own = new DisposableStore();
  const configuration = own.add(new PageHost(configurationPages(project, parts.log), parts));
  own.add(
    registerCommands({
      showConfiguration: async (argument) => {
        const open = project.require();
        const device = await deviceFor(open.devices, argument, 'any');
        if (!device) return;
        const name = displayName(device);
        configuration.show({ projectId: open.project.id, id: device.id, name });
      },
    }),
  );
  return own;
}
