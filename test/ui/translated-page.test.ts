import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [{ title: 'One' }, { title: 'Two', notes: 'x'.repeat(3800) }]);
});

/** Simulates the translation of a browser: replaces each text node, including later ones, with elements. */
const translate = async (page: Page) => {
  await page.addInitScript(() => {
    const replace = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Node[] = [];
      for (let node: Node | null = root.nodeType === 3 ? root : walker.nextNode(); node !== null; node = walker.nextNode())
        texts.push(node);
      for (const text of texts) {
        const parent = text.parentElement;
        if (parent === null || (text.textContent ?? '').trim() === '' || parent.closest('font, script, style, textarea, option') !== null)
          continue;
        const outer = document.createElement('font');
        outer.append(Object.assign(document.createElement('font'), { textContent: text.textContent }));
        text.parentNode?.replaceChild(outer, text);
      }
    };
    const start = () => {
      replace(document.body);
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) replace(node);
      }).observe(document.body, { childList: true, subtree: true });
    };
    addEventListener('DOMContentLoaded', start);
  });
};

describe.each(DEVICES)('a page that the browser translates, on a %s', (device) => {
  it('still shows changes', async () => {
    const { page } = await stage.open({ device });
    await translate(page);
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Two', 'One']);
    const row = page.locator('.row, .card').filter({ hasText: 'One' });
    await row.getByText('Open', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Done 0', exact: true }).waitFor();
    await row.getByRole('checkbox', { name: 'Done: One' }).click();
    await row.getByText('Done', { exact: true }).waitFor();
    expect(await row.getByText('Open', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Done 1', exact: true }).waitFor();

    await page.getByRole('textbox', { name: 'Add a task' }).fill('Three');
    await page.keyboard.press('Enter');
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.waitForFunction(() => document.querySelector('.quick-add-hint')?.textContent === '');
    await page
      .locator('.total')
      .filter({ hasText: /^\s*3 tasks$/ })
      .waitFor();
    await page
      .locator('.load-more')
      .filter({ hasText: /^3 tasks$/ })
      .waitFor();

    await page.getByRole('button', { name: /^Done 1$/ }).click();
    await untilShown(page, ['One']);
    await page
      .locator('.total')
      .filter({ hasText: /^\s*1 task$/ })
      .waitFor();
    await page.getByRole('button', { name: /^Done 1$/ }).click();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.getByRole('heading', { name: 'Customers', exact: true }).waitFor();
    await page.getByRole('heading', { name: 'No customers yet' }).waitFor();
    await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
  });

  it('still works in forms, selections and messages', async () => {
    const { page } = await stage.open({ device });
    await translate(page);
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    await page.getByText('200 characters left').waitFor();
    await page.getByRole('textbox', { name: 'Notes' }).fill('x'.repeat(3990));
    await page.getByText('10 characters left').waitFor();
    expect(await page.getByText('200 characters left').count()).toBe(0);
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Required.').waitFor();
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('Two, edited');
    await page.getByText('Required.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(page, ['Two, edited', 'One']);
    for (const [title, count] of [
      ['One', '1 selected'],
      ['Two, edited', '2 selected'],
    ] as const) {
      await page.getByRole('checkbox', { name: `Select ${title}` }).check();
      await page.getByText(count, { exact: true }).waitFor();
    }
    expect(await page.getByText('1 selected').count()).toBe(0);
    await page.getByRole('button', { name: 'Delete 2 tasks' }).click();
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    await page.getByText('2 tasks moved to the trash').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await untilShown(page, ['Two, edited', 'One']);
  });
});
