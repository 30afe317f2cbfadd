import { type FleetEditor, packedExtension, startFleetEditor } from '../editor/fleet';
import { newest } from '../editor/releases';
import { installBrowser } from '../support/browser';
import { deviceNamed } from '../support/simulatorCalls';
import { Windows } from '../support/windows';
import { Workbench } from '../support/workbench';
import { allowedMs, plainListMs } from './plainList';
import type { Bench } from './rows';
import { median } from './timing';

const devices = 10_000;
const runs = 5;
const refreshSeconds = 5;
const devicesPath = '/api/device-manager/v0/devices/';

const names = {
  activation: 'activation in VS Code',
  beside: 'activation in VS Code / that of vscode.git',
  painted: '10,000 devices: request to painted tree / (1.5 x (curl + JSON.parse) + 150 ms)',
  clicked:
    '10,000 devices: click on the icon to painted tree / (1.5 x (curl + JSON.parse) + 150 ms)',
  redrawn: 'rows drawn again when 1 of 10,000 devices changes',
  hidden: 'requests in 15 s while the view is hidden',
};

/** What the packed extension does in the newest VS Code, in windows that know of 10,000 devices. */
export const editorBench: Bench = {
  rows: {
    [names.activation]: { target: 20, unit: 'ms' },
    [names.beside]: { target: 0.333, unit: 'x' },
    [names.painted]: { target: 1, unit: 'x' },
    [names.clicked]: { target: 1, unit: 'x' },
    [names.redrawn]: { target: 1, unit: 'rows' },
    [names.hidden]: { target: 0, unit: 'requests' },
  },
  async run(add) {
    installBrowser((line) => void process.stderr.write(`${line}\n`));
    const settings = {
      'rapyuta.refreshInterval': refreshSeconds,
      'workbench.editor.useModal': 'off', // a list of extensions that covers nothing
    };
    const fleet = await startFleetEditor(
      newest,
      { extensions: [packedExtension], settings },
      { devices },
    );
    const windows = new Windows();
    try {
      const plain: number[] = [];
      const opened: Opening[] = [];
      for (let run = 0; run < runs; run += 1) {
        plain.push(await plainListMs(fleet.simulator));
        opened.push(await inNewWindow(fleet, windows, openTree));
      }
      const of = (key: keyof Opening): number => median(opened.map((one) => one[key]));
      add(names.activation, of('activationMs'));
      add(names.beside, of('activationMs') / of('gitActivationMs'));
      add(names.painted, of('requestToPaintMs') / allowedMs(median(plain)));
      add(names.clicked, of('clickToPaintMs') / allowedMs(median(plain)));
      add(names.redrawn, await inNewWindow(fleet, windows, redrawnRows));
      add(names.hidden, await inNewWindow(fleet, windows, requestsWhileHidden));
    } finally {
      await windows.stop();
      await fleet.stop();
    }
  },
};

/** What is measured in a window that nobody has used before. */
type Measure<T> = (workbench: Workbench, fleet: FleetEditor) => Promise<T>;

async function inNewWindow<T>(
  fleet: FleetEditor,
  windows: Windows,
  measure: Measure<T>,
): Promise<T> {
  const workspace = await fleet.editor.newWorkspace(fleet.simulator.announcement);
  const page = await windows.openPage(fleet.editor.url(workspace));
  try {
    return await measure(new Workbench(page), fleet);
  } finally {
    await page.goto('about:blank'); // so that VS Code ends what it runs for the window
    await page.context().close();
  }
}

interface Opening {
  readonly activationMs: number;
  readonly gitActivationMs: number;
  readonly requestToPaintMs: number;
  readonly clickToPaintMs: number;
}

/** Notes in the window when the icon was clicked, and when the first row of the tree stood there. */
const watchPainting = `{
  const now = (name) => { window[name] ??= Date.now(); };
  const icon = document.querySelector('.activitybar [aria-label^="Devices"]');
  icon.addEventListener('mousedown', () => now('benchClicked'), { capture: true });
  new MutationObserver(() => {
    if (!window.benchClicked || !document.querySelector('.sidebar [role="treeitem"][aria-label^="Online"]')) return;
    requestAnimationFrame(() => setTimeout(() => now('benchPainted'))); // after that frame
  }).observe(document.body, { childList: true, subtree: true });
}`;

const openTree: Measure<Opening> = async (workbench, { simulator }) => {
  const { page } = workbench;
  // VS Code itself has to be ready: its own start is not ours.
  await workbench.runCommand('Developer: Show Running Extensions');
  const row = (name: string) =>
    page
      .locator('.runtime-extensions-editor .monaco-list-row')
      .filter({ has: page.getByText(name, { exact: true }) });
  const activationMs = async (name: string): Promise<number> =>
    Number(/Activation: (\d+)ms/.exec(await row(name).innerText())?.[1] ?? NaN);
  await page.setViewportSize({ width: 1280, height: 4000 }); // or some rows would not be there
  await row('Git').filter({ hasText: 'Activation' }).waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.evaluate(watchPainting);
  await workbench.openView('Devices');
  await page.waitForFunction('window.benchPainted');
  const [clickedAt, paintedAt] = await page.evaluate<[number, number]>(
    '[window.benchClicked, window.benchPainted]',
  );
  const request = (await simulator.requests()).findLast(
    ({ path, at }) => path === devicesPath && at >= clickedAt && at <= paintedAt,
  );

  await page.setViewportSize({ width: 1280, height: 4000 });
  await row('Device Explorer for rapyuta.io').filter({ hasText: 'Activation' }).waitFor();
  return {
    activationMs: await activationMs('Device Explorer for rapyuta.io'),
    gitActivationMs: await activationMs('Git'),
    requestToPaintMs: paintedAt - (request?.at ?? NaN),
    clickToPaintMs: paintedAt - clickedAt,
  };
};

/**
 * Notes the rows of the tree whose content VS Code writes, whether or not it looks different then. What it
 * writes to a row itself, as its place among the others, does not count.
 */
const watchRows = `{
  const list = document.querySelector('.sidebar .monaco-list-rows');
  window.benchRows = new Set();
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const rows = target === list ? [...addedNodes] : [target.parentElement?.closest('.monaco-list-row')];
      for (const row of rows) if (row) window.benchRows.add(row);
    }
  }).observe(list, { attributes: true, characterData: true, childList: true, subtree: true });
}`;

const redrawnRows: Measure<number> = async (workbench, { simulator }) => {
  const { page } = workbench;
  await workbench.openView('Devices');
  await workbench.expand(workbench.row('arm64v8'));
  await workbench.row('amr-01,').waitFor();
  await page.mouse.move(900, 500);
  await refreshed(workbench, simulator); // architectures and times may still move rows
  await page.evaluate(watchRows);

  const { uuid } = await deviceNamed(simulator, 'amr-01');
  const body = JSON.stringify({ device_id: uuid, name: 'amr-01-renamed' });
  await simulator.request(devicesPath, { method: 'PUT', body });
  await workbench.row('amr-01-renamed').waitFor();
  return page.evaluate<number>('window.benchRows.size');
};

const requestsWhileHidden: Measure<number> = async (workbench, { simulator }) => {
  await workbench.openView('Devices');
  await workbench.row('Online').waitFor();
  await workbench.openView('Explorer');
  await workbench.page.waitForTimeout(1000); // what is on its way may arrive
  const before = (await simulator.requests()).length;
  await workbench.page.waitForTimeout(3 * refreshSeconds * 1000);
  return (await simulator.requests()).length - before;
};

/** Waits until the extension has asked for the devices once more, and had time to show them. */
async function refreshed({ page }: Workbench, simulator: FleetEditor['simulator']): Promise<void> {
  const count = async (): Promise<number> =>
    (await simulator.requests()).filter(({ path }) => path === devicesPath).length;
  const before = await count();
  while ((await count()) === before) await page.waitForTimeout(200);
  await page.waitForTimeout(2000);
}
