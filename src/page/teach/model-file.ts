/** Where the taught model is, and the command that uses it. */
import { h } from '../dom.js';
import { t } from '../texts/texts.js';
import { commandFor } from './model-command.js';

export function modelFilePart(path: string): Node[] {
  const command = h('code', { class: 'command', tabindex: 0 }, ...piecesOf(commandFor(path)));
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

/** Lines end between the folders of the path rather than inside a name, and not inside `--model`. */
function piecesOf(command: string): (Node | string)[] {
  return command.split(/(--model|[/\\])/).flatMap((piece) => {
    if (piece === '--model') return [h('span', {}, piece)];
    return /^[/\\]$/.test(piece) ? [piece, h('wbr')] : [piece];
  });
}
