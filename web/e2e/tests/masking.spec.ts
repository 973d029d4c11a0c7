// What is masked, asked about before, and told afterwards (R-MIN-03).
import { expect, isAccessible, test, unique } from '../test.ts';

test('R-MIN-03: an account number is masked before it is kept, and the visitor is told', async ({ vera, ada }) => {
  const text = unique('Mein Konto:');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says('Hallo');
  // Not `writes`: the number may be out of the line before anybody could have looked for it.
  await vera.composer.fill(`${text} DE89 3704 0044 0532 0130 00`);
  await vera.composer.press('Enter');
  await vera.seesItWasSent(`${text} [IBAN entfernt]`);
  await expect(vera.message(text)).toContainText(vera.word('masking.told', { what: vera.word('masking.iban') }));
  await expect(vera.page.getByText('3704')).toHaveCount(0);
  await isAccessible(vera.page);

  await ada.opens(text);
  await expect(ada.message(text)).toContainText('[IBAN entfernt]');
  await ada.composer.fill('Danke, an ada@example.org.');
  await ada.composer.press('Control+Enter');
  await vera.reads('Danke, an [E-Mail-Adresse entfernt].');
  await expect(ada.message('Danke, an')).toContainText('E-Mail-Adressen');
  await isAccessible(ada.page);
});

for (const [wish, contact] of [['keep', true], ['mask', false]] as const) {
  test(`R-MIN-03: a phone number is asked about before it goes out: ${wish}`, async ({ vera, ada }) => {
    const text = unique('Bitte um Rückruf');
    const { page } = vera;
    await vera.visits();
    await vera.opensTheChat();
    const asked = page.waitForResponse((response) => response.status() === 422);
    await vera.composer.fill(`${text}: 0171 1234567`);
    await vera.composer.press('Enter');
    await asked;
    await expect(vera.question).toBeVisible();
    await expect(vera.question).toBeFocused();
    await expect(vera.question).toContainText(vera.word('masking.phone'));
    await isAccessible(page);
    // By the keyboard alone: the three answers follow each other.
    for (const id of ['keep', 'mask', 'cancel']) {
      await page.keyboard.press('Tab');
      await expect(vera.button(`masking.${id}`)).toBeFocused();
    }
    await vera.button(`masking.${wish}`).press('Enter');
    await vera.seesItWasSent(`${text}: [Telefonnummer entfernt]`);
    await expect(vera.composer).toBeFocused();
    await expect(vera.message(text)).toContainText(vera.word(contact ? 'masking.kept' : 'masking.told', { what: vera.word('masking.phone') }));
    await expect(page.getByText('1234567')).toHaveCount(0);

    await ada.opens(text);
    await expect(ada.page.getByRole('link', { name: '0171 1234567' })).toHaveCount(contact ? 1 : 0);
    await isAccessible(ada.page);
    expect(vera.troubles).toEqual([]);
    expect(await vera.violations()).toEqual([]);
  });
}

test('R-MIN-03: whoever goes back to the message finds it in the composer, and nothing was kept', async ({ vera }) => {
  const text = `${unique('Schreiben Sie mir')}: vera@web.de`;
  await vera.visits();
  await vera.opensTheChat();
  await vera.composer.fill(text);
  await vera.composer.press('Enter');
  await vera.button('masking.cancel').click();
  await expect(vera.composer).toHaveValue(text);
  await expect(vera.composer).toBeFocused();
  await expect(vera.message(text)).toHaveCount(0);
  // And goes on from there.
  const instead = unique('Schreiben Sie mir hier');
  await vera.says(instead);
  await vera.seesItOnce(instead);
});

test('R-MIN-03: a question that is open when the page is loaded again is asked again', async ({ vera }) => {
  const text = unique('Rückruf bitte');
  await vera.visits();
  await vera.opensTheChat();
  await vera.says('Hallo');
  await vera.composer.fill(`${text}: +49 30 7654321`);
  await vera.composer.press('Enter');
  await expect(vera.button('masking.mask')).toBeVisible();
  await vera.page.reload();
  await vera.button('masking.mask').click();
  await vera.seesItWasSent(`${text}: [Telefonnummer entfernt]`);
});

test('the question fits a phone, light and dark', async ({ vera }) => {
  await vera.page.setViewportSize({ width: 360, height: 640 });
  await vera.visits();
  await vera.opensTheChat();
  await vera.composer.fill('0171 1234567 oder vera@web.de');
  await vera.composer.press('Enter');
  await expect(vera.question).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await vera.page.emulateMedia({ colorScheme });
    await isAccessible(vera.page);
    expect(await vera.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    if (process.env.PICTURES) await vera.page.screenshot({ path: `${process.env.PICTURES}/question-${colorScheme}.png` });
  }
});
