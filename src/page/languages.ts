import { h } from './dom.js';
import { currentLanguage, LANGUAGES, type Language, speak, t } from './texts/texts.js';

/** The choice of a language. @param changed to draw everything anew */
export function languages(changed: () => void): HTMLElement {
  const options = Object.entries(LANGUAGES).map(([code, name]) =>
    h('option', { value: code, selected: code === currentLanguage(), lang: code }, name),
  );
  const select = h(
    'select',
    {
      'aria-label': t('language'),
      onchange: () => {
        speak(select.value as Language);
        changed();
      },
    },
    ...options,
  );
  return select;
}

/** The name of the page, which leads to its beginning. */
export function brand(): HTMLElement {
  const logo = h('span', { class: 'logo', 'aria-hidden': 'true' });
  return h('h1', {}, h('a', { class: 'brand', href: './' }, logo, 'googlenet-rcnn'));
}
