// Looking for words in conversations: nothing of it in an address, what is found stands there at once.
import { expect, isAccessible, test, unique } from '../test.ts';
import { word } from '../words.ts';

test('an agent looks for a word and comes to the message that holds it', async ({ vera, ada }) => {
  const text = unique('Die Lieferung der Pfingstrosen');
  const mark = text.slice(text.indexOf('('));
  await vera.visits();
  await vera.opensTheChat();
  await vera.says(text);
  await vera.says('Und sonst nichts.');

  await ada.page.keyboard.press('/');
  await ada.page.keyboard.type(`PFINGSTROSEN ${mark}`);
  await ada.page.keyboard.press('Enter');
  await expect(ada.page).toHaveURL(`${ada.server.chat}/inbox/search`);
  const row = ada.row(mark);
  await expect(row).toHaveCount(1);
  await expect(row.locator('mark')).toHaveText('Pfingstrosen');
  await expect(ada.page.getByText(word('inbox.search-end'))).toBeVisible();
  await isAccessible(ada.page);

  await row.click();
  await ada.reads(text);
  await expect(ada.message(text)).toHaveClass(/is-sought/);
  await expect(row).toBeVisible();

  // On a phone one of the two is shown, and both ways back lead to what was found.
  await ada.page.setViewportSize({ width: 360, height: 740 });
  for (const back of [() => ada.page.getByRole('link', { name: word('inbox.back-to-list') }).click(), () => ada.page.goBack().then(() => undefined)]) {
    await expect(row).toBeHidden();
    await back();
    await expect(row).toBeVisible();
    await expect(row).toBeFocused();
    await expect(ada.page).toHaveURL(`${ada.server.chat}/inbox/search`);
    await row.click();
    await ada.reads(text);
  }
});
