import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fillWithTasks } from './support/fill.ts';
import { setStage, untilComplete } from './support/stage.ts';

const stage = setStage();
/** Minimum size of a touch target. Links within a sentence are an exception (WCAG 2.5.5). */
const FINGER_PX = 44;

/** Returns the controls that are smaller than a fingertip. Tests which element gets a tap at that distance above and below their middle. */
async function tooSmall(page: Page): Promise<string[]> {
  return await page.evaluate((needed) => {
    const reach = needed / 2 - 1;
    const takes = (control: Element, x: number, y: number) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && (control.contains(hit) || hit.closest('label, summary, a, button') === control);
    };
    return [...document.querySelectorAll('a, button, summary, label.select-box')].flatMap((control) => {
      const box = control.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const isSeen = box.width > 0 && x > 0 && x < innerWidth && y > reach && y < innerHeight - reach && takes(control, x, y);
      if (!isSeen || control.matches('p a, .link, .record-link, .card-facts a')) return [];
      const isEnough = takes(control, x, y - reach) && takes(control, x, y + reach);
      return isEnough ? [] : [`${control.outerHTML.slice(0, 120)}: ${Math.round(box.width)} × ${Math.round(box.height)}`];
    });
  }, FINGER_PX);
}

/** Waits for the list and the field below it. */
const untilReady = async (page: Page) => {
  await untilComplete(page);
  await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
};

/** Waits for the end of animations, because a moving sheet covers controls. */
const untilStill = async (page: Page) =>
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(async (animation) => await animation.finished));
  });

const SCREENS: readonly (readonly [name: string, path: string, show: (page: Page) => Promise<void>])[] = [
  ['the list', '/tasks', untilReady],
  ['a filtered list', '/tasks?priority=high&status=open', untilReady],
  ['the filters', '/tasks', async (page) => await page.getByText('Filter', { exact: true }).click()],
  ['the list’s menu', '/tasks', async (page) => await page.getByLabel('More actions for Tasks').click()],
  ['a new record', '/tasks/new', async (page) => await page.getByRole('button', { name: 'Save', exact: true }).waitFor()],
];

describe('on a phone', () => {
  it.each(SCREENS)('every control is large enough for a finger in %s', async (_name, path, show) => {
    await fillWithTasks(stage.site, [{ title: 'One', priority: 'high', dueDate: '2030-01-01' }]);
    const { page } = await stage.open({ device: 'phone' });
    await page.goto(stage.site.url + path);
    await show(page);
    await untilStill(page);
    expect(await tooSmall(page)).toEqual([]);
  });
});

/** Waits until the last current link of the navigation, which is the most specific one, has this text and is in sight as a whole. */
const currentInSight = async (page: Page, text: string) =>
  await page.waitForFunction((wanted) => {
    const link = [...document.querySelectorAll('.sidebar [aria-current]')].at(-1);
    const nav = link?.closest('nav')?.getBoundingClientRect();
    const box = link?.getBoundingClientRect();
    return link?.textContent?.trim() === wanted && nav && box && box.left > nav.left - 1 && box.right < nav.right + 1;
  }, text);

describe('the navigation on a phone', () => {
  it('scrolls sideways to the current link, also after going back', async () => {
    await fillWithTasks(stage.site, [{ title: 'One' }]);
    const { page } = await stage.open({ device: 'phone' });
    await page.goto(`${stage.site.url}/tasks`);
    await currentInSight(page, 'All');
    await page.getByRole('link', { name: 'Activity' }).click();
    await currentInSight(page, 'Activity');
    await page.goBack();
    await currentInSight(page, 'All');
    await page.goto(`${stage.site.url}/activity`);
    await currentInSight(page, 'Activity');
    await page.goto(`${stage.site.url}/tasks?status[ne]=done&sort=-updatedAt`);
    await currentInSight(page, 'Tasks');
    await page.goto(`${stage.site.url}/customers`);
    await currentInSight(page, 'Customers');
  });
});

describe('animations', () => {
  it('do not show a skeleton for a list that loads within 200 ms', async () => {
    const { page } = await stage.open();
    // Never answers, so the list stays in the loading state.
    await page.route('**/api/v1/tasks?*', () => {});
    await page.goto(`${stage.site.url}/tasks`);
    const lines = page.locator('.skeleton');
    await lines.waitFor({ state: 'attached' });
    const opacityAt = async (milliseconds: number) =>
      await lines.evaluate((element, time) => {
        for (const animation of element.getAnimations()) {
          animation.pause();
          animation.currentTime = time;
        }
        return Number(getComputedStyle(element).opacity);
      }, milliseconds);
    expect(await opacityAt(199)).toBe(0);
    expect(await opacityAt(500)).toBe(1);
  });

  it.each([
    { reducedMotion: 'no-preference', moves: true },
    { reducedMotion: 'reduce', moves: false },
  ] as const)('run unless the user prefers reduced motion: $reducedMotion', async ({ reducedMotion, moves }) => {
    await fillWithTasks(stage.site, [{ title: 'One' }]);
    const { page } = await stage.open({ device: 'phone' });
    await page.emulateMedia({ reducedMotion });
    await page.goto(`${stage.site.url}/tasks`);
    await page.evaluate(() => {
      const lengths: number[] = [];
      const note = (event: Event) => {
        const { target } = event;
        if (!(target instanceof Element)) return;
        for (const animation of target.getAnimations()) lengths.push(Number(animation.effect?.getTiming().duration));
      };
      for (const type of ['animationstart', 'transitionrun']) addEventListener(type, note, true);
      Object.assign(window, { lengths });
    });
    await page.getByRole('checkbox', { name: 'Done: One' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.getByRole('link', { name: 'One' }).click();
    await page.getByRole('textbox', { name: 'Title (required)' }).waitFor();
    const lengths = await page.evaluate((): unknown => Reflect.get(window, 'lengths'));
    const seen = Array.isArray(lengths) && lengths.some((length) => length > 1);
    expect(seen).toBe(moves);
  });
});
