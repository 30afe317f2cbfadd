import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/base/clock';
import type { ConfigurationEntry } from '../../../../src/model/configuration/configurationStore';
import {
  ConfigurationConflict,
  ConfigurationStore,
} from '../../../../src/model/configuration/configurationStore';
import { connect } from '../../../support/apiClient';
import { type Simulator, startSimulator } from '../../../support/simulator';

describe('configuration of a simulated device', function () {
  this.timeout(30_000);
  let simulator: Simulator;
  let deviceId: string;
  let mine: ConfigurationStore;
  let theirs: ConfigurationStore;

  before(async () => {
    simulator = await startSimulator({ devices: 2 });
    const { client } = connect(simulator.url, {
      token: () => Promise.resolve(simulator.token),
      project: simulator.project,
      clock: systemClock,
    });
    [{ id: deviceId } = assert.fail('there are devices')] = await client.devices.list();
    const open = (): ConfigurationStore =>
      new ConfigurationStore({
        api: client,
        clock: systemClock,
        deviceId,
        reportError: (error) => assert.fail(String(error)),
      });
    [mine, theirs] = [open(), open()];
  });
  after(async () => {
    mine.dispose();
    theirs.dispose();
    await simulator.stop();
  });

  for (const table of ['labels', 'configVariables'] as const) {
    const entry = (store: ConfigurationStore): ConfigurationEntry | undefined =>
      store.configuration.value?.[table].find(({ key }) => key === 'bay');

    it(`adds, changes and deletes in ${table}, and notices what another user does`, async () => {
      await mine.add(table, 'bay', '1');
      await theirs.configuration.refresh();
      assert.deepEqual(entry(theirs), entry(mine));

      const seen = entry(mine) ?? assert.fail();
      await theirs.change(table, seen, '2');
      await assert.rejects(
        mine.change(table, seen, '3'),
        (error: unknown) => error instanceof ConfigurationConflict && error.current?.value === '2',
      );
      assert.equal(entry(mine)?.value, '2');
      await mine.change(table, seen, '3', 'overwrite');

      await assert.rejects(theirs.add(table, 'bay', '4'), ConfigurationConflict);
      await theirs.delete(table, entry(theirs) ?? assert.fail());
      await mine.configuration.refresh();
      assert.equal(entry(mine), undefined);
    });
  }
});
