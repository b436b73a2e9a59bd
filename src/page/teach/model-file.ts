/** Where the taught model is, and the command that uses it. */
import { h } from '../dom.js';
import { t } from '../texts/texts.js';

export function modelFilePart(path: string): Node[] {
  const command = h('code', { class: 'command', tabindex: 0 }, commandFor(path));
  const copy = h('button', { type: 'button', class: 'button' }, t('copy'));
  copy.addEventListener('click', () => {
    getSelection()?.selectAllChildren(command); // where there is no clipboard, a key copies what is selected
    navigator.clipboard?.writeText(command.textContent).then(
      () => {
        copy.textContent = t('copied');
      },
      () => undefined,
    );
  });
  return [h('p', { class: 'quiet' }, t('modelFile')), h('div', { class: 'copyable' }, command, copy)];
}

/** @param path whose form tells the shell: that of Windows knows double quotes alone */
export function commandFor(path: string): string {
  const quote = path.startsWith('/') ? `'${path.replaceAll("'", `'\\''`)}'` : `"${path}"`;
  return `npx googlenet-rcnn detect photo.jpg --model ${/^[\w./:\\-]+$/.test(path) ? path : quote}`;
}
