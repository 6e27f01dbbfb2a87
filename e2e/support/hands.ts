/** Two ways to use a page: with the mouse, and with nothing but the keyboard. Neither can do what a person could not. */
import { expect, type Locator, type Page } from "@playwright/test";

export interface Hands {
  /** A button, a link, the head of something that folds. */
  press(target: Locator): Promise<void>;
  /** A radio button or a checkbox that is not chosen yet. */
  choose(target: Locator): Promise<void>;
  /** Replaces what stands in a field. */
  write(field: Locator, text: string): Promise<void>;
  /** Moves a slider to the step with this number, from 0. */
  slide(slider: Locator, step: number): Promise<void>;
}

export function mouse(): Hands {
  return {
    press: (target) => target.click(),
    // Where the page draws the box, its label is what can be hit.
    choose: (target) => labelOf(target).click(),
    async write(field, text) {
      await field.click();
      await field.fill(text);
    },
    async slide(slider, step) {
      // Where the middle of the thumb stands on this step.
      const [{ width, height }, max] = [(await slider.boundingBox())!, Number(await slider.getAttribute("max"))];
      await slider.click({ position: { x: THUMB / 2 + ((width - THUMB) * step) / max, y: height / 2 } });
      await expect(slider).toHaveValue(String(step));
    },
  };
}

/** Pixels that Chromium makes a slider's thumb wide. */
const THUMB = 16;

export function keyboard(page: Page): Hands {
  /** Tabs, from wherever the focus is, until it is on the target, which then shows it. */
  async function reach(target: Locator): Promise<void> {
    await expect(target).toBeEnabled();
    const key = (await target.evaluate(standsBeforeFocus)) ? "Shift+Tab" : "Tab";
    await pressUntil(key, target, isFocused);
    await expectVisibleFocus(page, target);
  }

  async function pressUntil(key: string, target: Locator, isThere: (element: Element) => boolean): Promise<void> {
    for (let presses = 0; !(await target.evaluate(isThere)); presses++) {
      if (presses === MOST_PRESSES) throw new Error(`${presses} times ${key}, and the focus is not on ${target}`);
      await page.keyboard.press(key);
    }
  }

  return {
    async press(target) {
      await reach(target);
      await page.keyboard.press("Enter");
    },
    async choose(target) {
      const isRadio = (await target.getAttribute("type")) === "radio";
      if (!isRadio) {
        await reach(target);
        return page.keyboard.press("Space");
      }
      // Tab reaches a group of radio buttons only once; the arrows move in it, and choose.
      const key = (await target.evaluate(standsBeforeFocus)) ? "Shift+Tab" : "Tab";
      await pressUntil(key, target, isGroupFocused);
      await pressUntil("ArrowDown", target, isFocused);
      await expectVisibleFocus(page, target);
      if (!(await target.isChecked())) await page.keyboard.press("Space");
    },
    async write(field, text) {
      await reach(field);
      await page.keyboard.press("ControlOrMeta+A");
      if (text === "") await page.keyboard.press("Backspace");
      else await page.keyboard.type(text);
    },
    async slide(slider, step) {
      await reach(slider);
      await page.keyboard.press("Home");
      for (let i = 0; i < step; i++) await page.keyboard.press("ArrowRight");
      await expect(slider).toHaveValue(String(step));
    },
  };
}

/** More than any page of ours needs for once around. */
const MOST_PRESSES = 400;

function isFocused(element: Element): boolean {
  return element === document.activeElement;
}

function isGroupFocused(radio: Element): boolean {
  const focused = document.activeElement;
  return (
    focused instanceof HTMLInputElement && focused.type === "radio" && focused.name === (radio as HTMLInputElement).name
  );
}

function standsBeforeFocus(element: Element): boolean {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return false;
  return Boolean(element.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** Whoever looks at the page sees where the focus is: an outline on it, or on what the page draws in its place. */
async function expectVisibleFocus(page: Page, target: Locator): Promise<void> {
  await expect(labelOf(target).or(target).first()).toBeInViewport();
  const outlined = await page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused?.matches(":focus-visible")) return false;
    const drawn = [focused, ...(focused.closest("label")?.children ?? [])];
    return drawn.some((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
  });
  expect(outlined, "the focus is visible").toBe(true);
}

function labelOf(target: Locator): Locator {
  return target.locator("xpath=ancestor::label");
}
