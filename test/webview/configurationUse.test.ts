import assert from 'node:assert/strict';
import type { ConfigurationRow, ConfigurationState } from '../../src/protocol/configuration';
import { lowContrast } from '../support/contrast';
import type { ThemeClass } from '../support/page';
import themes from '../support/themes.json';
import {
  ConfigurationFixture,
  device,
  labels,
  readAt,
  ready,
  tables,
  variables,
} from './configurationFixture';

const hostile = `<img src=http://127.0.0.1:9/x onerror="document.title='owned'"><script>document.title='owned'</script>`;

describe('page of labels and configuration, for everyone', function () {
  this.timeout(20_000);
  const on = new ConfigurationFixture();

  describe('by keyboard', () => {
    it('reaches every control in reading order and shows where the focus is', async () => {
      await on.show(ready);
      const reached: unknown[] = [];
      for (let stop = 0; stop < 6; stop += 1) {
        await on.page.keyboard.press('Tab');
        reached.push(await on.focused());
        assert.notEqual(await focusRing(), 'none', `of ${String(reached.at(-1))}`);
      }
      assert.deepEqual(reached, [
        'Search labels and config variables',
        'Refresh',
        'Copy as .env: 2 labels',
        'Copy as JSON: 2 labels',
        'Copy value of site',
        'Copy value of zone',
      ]);
    });

    it('presses buttons with Enter and with Space', async () => {
      await on.show(ready);
      await on.button('Refresh').focus();
      await on.page.keyboard.press('Enter');
      await on.opened.next('refresh');
      await on.button('Copy value of zone').focus();
      await on.page.keyboard.press('Space');
      assert.equal((await on.opened.next('copy')).text, 'receiving dock 4');
    });

    it('keeps the focus on its row when rows come before it', async () => {
      await on.show(ready);
      await on.button('Copy value of zone').focus();
      const more = [{ id: 9, key: 'area', value: 'north' }, ...labels];
      await on.send({ ...ready, tables: { ...tables, labels: more } });
      await on.button('Copy value of area').waitFor();
      assert.equal(await on.focused(), 'Copy value of zone');
    });

    /** How the focused control differs from the same one without focus; `none` when it does not. */
    const focusRing = (): Promise<unknown> =>
      on.page.evaluate(`(() => {
        const host = document.activeElement;
        const looks = () => [host, ...host.shadowRoot.querySelectorAll('*')].map((part) => {
          const { outlineStyle, outlineColor, borderTopColor } = getComputedStyle(part);
          return [outlineStyle, outlineColor, borderTopColor].join();
        }).join(';');
        const withFocus = looks();
        host.blur();
        const without = looks();
        host.focus();
        return withFocus === without ? 'none' : 'seen';
      })()`);
  });

  it('answers in sight what was done far down', async () => {
    const many = Array.from({ length: 80 }, (_, id) => ({ id, key: `key_${id}`, value: 'v' }));
    await on.show({ ...ready, tables: { labels: many, variables, readAt } });
    await on.button('Copy value of key_79').click();
    const { what } = await on.opened.next('copy');
    await on.opened.send({ type: 'copied', what });
    const answer = on.page.getByText('Copied the value of key_79.');
    await answer.waitFor();
    const top = (await answer.boundingBox())?.y ?? -1;
    assert.ok(top >= 0, `${top} pixels from the top`);
  });

  describe('restored after a reload', () => {
    const many = Array.from({ length: 80 }, (_, id) => ({ id, key: `ros_key_${id}`, value: 'v' }));
    const long: ConfigurationState = { ...ready, tables: { labels, variables: many, readAt } };
    const scrollTop = (): Promise<unknown> => on.page.evaluate('window.scrollY');

    it('has its search and its place, and has kept no data', async () => {
      await on.show(long);
      await on.search().fill('ros');
      await on.page.evaluate(`new Promise((resolve) => {
        addEventListener('scrollend', resolve, { once: true });
        scrollTo(0, 700);
      })`);
      assert.deepEqual(await on.opened.saved(), {
        device,
        scrollTop: 700,
        viewState: { search: 'ros' },
      });

      await on.page.reload();
      await on.answerReady({ kind: 'loading' });
      await on.send(long);
      await on.table('Config variables').waitFor();
      assert.equal(await on.search().inputValue(), 'ros');
      assert.equal(await scrollTop(), 700);
    });

    it('knows its device from the first answer on', async () => {
      await on.show({ kind: 'loading' });
      const viewState = { search: '' };
      assert.deepEqual(await on.opened.saved(), { device, scrollTop: 0, viewState });
    });
  });

  describe('against hostile text', () => {
    it('shows it as text wherever it comes from', async () => {
      const row = (id: number): ConfigurationRow => ({
        id,
        key: `${hostile}${id}`,
        value: hostile,
      });
      const state: ConfigurationState = {
        kind: 'failed',
        message: hostile,
        tables: { labels: [row(1)], variables: [row(2)], readAt },
      };
      await on.show(state, {}, { ...device, name: hostile });
      await on.search().fill('<img');
      assert.equal(await on.heading().innerText(), hostile);
      assert.deepEqual(await on.keys('Labels'), [`${hostile}1`]);
      assert.equal(await on.page.locator('img, body script').count(), 0);
      assert.equal(await on.page.title(), 'configuration');
    });

    it('runs and loads nothing even if it got in as HTML', async () => {
      await on.show(ready);
      const refused = await on.page.evaluate(`new Promise((resolve) => {
        const directives = [];
        document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
          directives.push(violatedDirective);
          if (directives.length === 3) resolve(directives.sort());
        });
        document.querySelector('h1').innerHTML = ${JSON.stringify(hostile)};
        const script = document.createElement('script');
        script.textContent = 'document.title = "owned"';
        document.body.append(script);
      })`);
      assert.deepEqual(refused, ['img-src', 'script-src-attr', 'script-src-elem']);
      assert.equal(await on.page.title(), 'configuration');
      await on.page.context().close();
      on.opened.problems.length = 0;
    });
  });

  for (const theme of Object.keys(themes) as ThemeClass[])
    it(`fits into 400 pixels and can be read in ${theme}`, async () => {
      const words = 'x'.repeat(300);
      const rows = [...variables, { id: 7, key: words, value: `${words}\n${words}` }];
      const state: ConfigurationState = {
        kind: 'failed',
        message: words,
        tables: { labels, variables: rows, readAt },
      };
      await on.show(state, { theme, width: 400 }, { ...device, name: words });
      const widths = await on.page.evaluate(`[document.documentElement.scrollWidth, innerWidth]`);
      assert.deepEqual(widths, [400, 400]);
      assert.deepEqual(await on.page.evaluate(lowContrast), []);
    });
});
