import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type {
  ConfigurationRow,
  ConfigurationState,
  FromPage,
} from '../../src/protocol/configuration';
import type { HostMessage, PageDevice, PageMessage } from '../../src/protocol/page';
import { PageBench, type PageOptions, type TestPage } from '../support/page';

export const device: PageDevice = { projectId: 'project-a', id: '0b6c9d1e', name: 'amr-017' };
/** 14:03:22 UTC, which is the pages' time zone. */
export const readAt = Date.UTC(2024, 2, 2, 14, 3, 22);
export const labels: readonly ConfigurationRow[] = [
  { id: 1, key: 'site', value: 'tokyo' },
  { id: 2, key: 'zone', value: 'receiving dock 4' },
];
export const variables: readonly ConfigurationRow[] = [
  { id: 1, key: 'battery_alarm', value: '15' },
  {
    id: 2,
    key: 'runtime',
    value: 'dockercompose',
    protection: { forbids: 'change', reason: 'It was set at onboarding.' },
  },
];
export const tables = { labels, variables, readAt };
export const ready: ConfigurationState = { kind: 'ready', tables };

type ConfigurationPage = TestPage<HostMessage<ConfigurationState>, FromPage | PageMessage>;

/** The page of labels and configuration, opened anew in each test; what it shows, by role and name. */
export class ConfigurationFixture {
  private bench: PageBench | undefined;
  private current: ConfigurationPage | undefined;

  /** Registers what has to happen around the tests of the suite under way. */
  constructor() {
    before(async () => {
      this.bench = await PageBench.start();
    });
    after(() => this.bench?.stop());
    afterEach(async () => {
      await this.page.context().close();
      assert.deepEqual(this.opened.problems, []);
    });
  }

  /** The page of the test under way. */
  get opened(): ConfigurationPage {
    assert.ok(this.current, 'a page is open');
    return this.current;
  }

  get page(): ConfigurationPage['page'] {
    return this.opened.page;
  }

  async open(options?: PageOptions): Promise<void> {
    assert.ok(this.bench, 'the bench is started');
    this.current = await this.bench.open('configuration', options);
  }

  /** Opens the page and answers its `ready`. */
  async show(state: ConfigurationState, options?: PageOptions, of = device): Promise<void> {
    await this.open(options);
    await this.answerReady(state, of);
  }

  async answerReady(state: ConfigurationState, of = device): Promise<void> {
    await this.opened.next('ready');
    await this.send(state, of);
    await this.heading().waitFor();
  }

  send(state: ConfigurationState, of = device): Promise<unknown> {
    return this.opened.send({ type: 'state', device: of, state });
  }

  heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  search(): Locator {
    return this.page.getByRole('textbox', { name: 'Search labels and config variables' });
  }

  table(name: string): Locator {
    return this.page.getByRole('table', { name });
  }

  keys(tableName: string): Promise<string[]> {
    return this.table(tableName).getByRole('rowheader').allInnerTexts();
  }

  status(): Promise<string> {
    return this.page.getByRole('status').innerText();
  }

  /** Name of the control that has the focus. */
  focused(): Promise<unknown> {
    return this.page.evaluate(`document.activeElement?.getAttribute('aria-label')`);
  }
}
