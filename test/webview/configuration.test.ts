import assert from 'node:assert/strict';
import {
  ConfigurationFixture,
  labels,
  readAt,
  ready,
  tables,
  variables,
} from './configurationFixture';

describe('page of labels and configuration', function () {
  this.timeout(20_000);
  const on = new ConfigurationFixture();

  it('says that it is ready and shows nothing until it is answered', async () => {
    await on.open();
    assert.deepEqual(await on.opened.next('ready'), { type: 'ready' });
    assert.equal(await on.page.locator('body').innerText(), '');
  });

  it('tells a screen reader all that it tells the eye', async () => {
    await on.show({
      ...ready,
      tables: { labels: labels.slice(0, 1), variables: variables.slice(1), readAt },
    });
    const expected = `
- main:
  - heading "amr-017" [level=1]
  - paragraph: Labels and configuration
  - textbox "Search labels and config variables":
    - /placeholder: Search
  - button "Refresh"
  - status: Read at 14:03:22.
  - region "Labels":
    - heading "Labels" [level=2]
    - text: "1"
    - 'button "Copy as .env: 1 label"': Copy as .env
    - 'button "Copy as JSON: 1 label"': Copy as JSON
    - table "Labels":
      - rowgroup:
        - row "Key Value Copy":
          - columnheader "Key"
          - columnheader "Value"
          - columnheader "Copy"
      - rowgroup:
        - row "site tokyo Copy value of site":
          - rowheader "site"
          - cell "tokyo"
          - cell "Copy value of site":
            - button "Copy value of site"
  - region "Config variables":
    - heading "Config variables" [level=2]
    - text: "1"
    - 'button "Copy as .env: 1 config variable"': Copy as .env
    - 'button "Copy as JSON: 1 config variable"': Copy as JSON
    - table "Config variables":
      - rowgroup:
        - row "Key Value Copy":
          - columnheader "Key"
          - columnheader "Value"
          - columnheader "Copy"
      - rowgroup:
        - row "runtime dockercompose Read-only. It was set at onboarding. Copy value of runtime":
          - rowheader "runtime"
          - cell "dockercompose Read-only. It was set at onboarding.":
            - text: dockercompose
            - strong: Read-only.
            - text: It was set at onboarding.
          - cell "Copy value of runtime":
            - button "Copy value of runtime"`;
    assert.equal(await on.page.locator('body').ariaSnapshot(), expected.trimStart());
  });

  describe('while it', () => {
    it('reads for the first time, says so and shows no table', async () => {
      await on.show({ kind: 'loading' });
      assert.equal(await on.status(), 'Reading labels and config variables…');
      assert.equal(await on.page.getByRole('main').getAttribute('aria-busy'), 'true');
      assert.equal(await on.page.getByRole('table').count(), 0);
    });

    it('reads again, keeps the rows', async () => {
      await on.show({ kind: 'loading', tables });
      assert.equal(await on.status(), 'Reading again…');
      assert.deepEqual(await on.keys('Labels'), ['site', 'zone']);
    });

    it('has no rows, says so for each table', async () => {
      await on.show({ ...ready, tables: { labels: [], variables: [], readAt } });
      await on.page.getByText('This device has no labels.').waitFor();
      await on.page.getByText('This device has no config variables.').waitFor();
      assert.equal(await on.page.getByRole('button', { name: /^Copy/ }).count(), 0);
    });

    it('has failed, says why, offers another try and keeps the rows', async () => {
      await on.show({ kind: 'failed', tables, message: 'The service is down.' });
      assert.equal(
        await on.page.getByRole('alert').getByRole('paragraph').innerText(),
        'The service is down. Showing what was read at 14:03:22.',
      );
      assert.deepEqual(await on.keys('Labels'), ['site', 'zone']);
      await on.button('Try again').click();
      await on.opened.next('refresh');
    });

    it('has failed at once, promises no rows', async () => {
      await on.show({ kind: 'failed', message: 'The service is down.' });
      const alert = on.page.getByRole('alert').getByRole('paragraph');
      assert.equal(await alert.innerText(), 'The service is down.');
      assert.equal(await on.page.getByRole('table').count(), 0);
    });

    it('cannot read the device, says why and keeps the rows', async () => {
      await on.show({ kind: 'absent', message: 'You are signed out.', tables });
      assert.equal(
        await on.page.getByRole('alert').innerText(),
        'You are signed out. Showing what was read at 14:03:22.',
      );
      assert.equal(await on.button('Try again').count(), 0);
      assert.deepEqual(await on.keys('Config variables'), ['battery_alarm', 'runtime']);
    });
  });

  describe('search', () => {
    it('leaves the rows of both tables whose key or value has every word, in any case', async () => {
      await on.show(ready);
      await on.search().fill('DOCK');
      assert.deepEqual(await on.keys('Labels'), ['zone']);
      assert.deepEqual(await on.keys('Config variables'), ['runtime']);
      assert.equal(await on.status(), 'Found: 1 of 2 labels and 1 of 2 config variables.');
      await on.search().fill(' dock receiving ');
      await on.page.getByText('No config variable matches “dock receiving”.').waitFor();
      assert.deepEqual(await on.keys('Labels'), ['zone']);
    });

    it('is emptied by Escape', async () => {
      await on.show(ready);
      await on.search().fill('dock');
      await on.search().press('Escape');
      // The control hands its value to the input inside it a moment later.
      await on.search().and(on.page.locator(':placeholder-shown')).waitFor();
      assert.deepEqual(await on.keys('Labels'), ['site', 'zone']);
    });

    it('is emptied by its button, which hands the focus back', async () => {
      await on.show(ready);
      await on.search().fill('nothing has this');
      assert.equal(await on.page.getByRole('table').count(), 0);
      await on.page.keyboard.press('Tab');
      assert.equal(await on.focused(), 'Clear search');
      await on.page.keyboard.press('Enter');
      assert.deepEqual(await on.keys('Labels'), ['site', 'zone']);
      await on.page.keyboard.type('tok');
      assert.deepEqual(await on.keys('Labels'), ['site']);
    });
  });

  describe('copying', () => {
    it('sends one value as it stands', async () => {
      const value = '  two\nlines\t"quoted" ';
      await on.show({ ...ready, tables: { ...tables, labels: [{ id: 1, key: 'note', value }] } });
      await on.button('Copy value of note').click();
      const message = await on.opened.next('copy');
      assert.deepEqual(message, { type: 'copy', text: value, what: 'the value of note' });
    });

    it('sends the rows that the search has left as .env or JSON', async () => {
      await on.show(ready);
      await on.search().fill('zone');
      await on.button('Copy as .env: 1 label').click();
      assert.equal((await on.opened.next('copy')).text, "zone='receiving dock 4'\n");
      await on.search().fill('');
      await on.button('Copy as JSON: 2 config variables').click();
      const { text, what } = await on.opened.next('copy');
      assert.deepEqual(JSON.parse(text), { battery_alarm: '15', runtime: 'dockercompose' });
      assert.equal(what, '2 config variables as JSON');
    });

    it('says which keys a shell cannot have', async () => {
      const rows = [...labels, { id: 3, key: 'app.version', value: '1' }];
      await on.show({ ...ready, tables: { ...tables, labels: rows } });
      await on.button('Copy as .env: 3 labels').click();
      const { text, what } = await on.opened.next('copy');
      assert.match(text, /^# Not a variable: "app.version" = "1"$/m);
      assert.match(what, /^3 labels as \.env; 1 of them as a comment/);
    });

    it('is confirmed when the extension says it is done, and not before', async () => {
      await on.show(ready);
      await on.button('Copy value of site').click();
      const { what } = await on.opened.next('copy');
      assert.equal(await on.status(), 'Read at 14:03:22.');
      await on.opened.send({ type: 'copied', what });
      await on.page.getByText('Copied the value of site.').waitFor();
    });
  });
});
