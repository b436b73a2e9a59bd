/** The page: its two halves, the reader's language, and the server's token where it asks for one. */

import type { TeachState } from '../teach/teach-state.js';
import { ask, ServerError, setToken } from './api.js';
import { fill, h, keepFocus } from './dom.js';
import { refuseDroppedFiles } from './dropped-files.js';
import { told } from './failures.js';
import { brand, languages } from './languages.js';
import { Look } from './look/look.js';
import { serverSource } from './look/server-source.js';
import { Teach } from './teach/teach.js';
import { currentLanguage, t } from './texts/texts.js';

/** What the server has for the page. */
interface PageInfo {
  readonly teach: boolean;
  /** The first is meant where none is named. */
  readonly models: readonly string[];
}

/** Milliseconds until it is asked again whether there is a taught model. */
const AGAIN = 5_000;

async function start(token: string | undefined): Promise<void> {
  if (token !== undefined) setToken(token);
  try {
    await run(await ask<PageInfo>('page/info'));
  } catch (error) {
    if (error instanceof ServerError && error.status === 401) askForToken({ refused: token !== undefined });
    else showAlone(h('p', { class: 'failure', role: 'alert' }, told(error)));
  }
}

/** `#token=...` of the address, where `+` is itself. */
function givenToken(): string | undefined {
  return new URLSearchParams(location.hash.slice(1).replaceAll('+', '%2B')).get('token') ?? undefined;
}

async function run({ teach: teaches, models }: PageInfo): Promise<void> {
  const look = new Look(serverSource, { names: models, ...(teaches && { preferred: 'taught' }) });
  const teach = teaches ? new Teach(await ask<TeachState>('teach/state')) : undefined;
  const views: Readonly<Record<string, { readonly element: HTMLElement; render(): void }>> = {
    ...(teach && { teach }),
    look,
  };
  const header = h('header');
  const main = h('main');
  let shown: 'look' | 'teach' = teach ? 'teach' : 'look';
  const render = () => {
    document.documentElement.lang = currentLanguage();
    document.title = `${t(shown)} · googlenet-rcnn`;
    keepFocus(header, () => fill(header, brand(), teach !== undefined && tabs(), languages(render)));
    main.replaceChildren(views[shown]!.element);
    views[shown]!.render();
  };
  /** While Look is open, a model that is still being learnt is asked for again. */
  let again: ReturnType<typeof setTimeout> | undefined;
  const refreshModels = async (): Promise<void> => {
    clearTimeout(again);
    const info = await ask<PageInfo>('page/info').catch(() => undefined);
    if (info) look.takeModels(info.models);
    if (shown !== 'look' || info?.models.includes('taught')) return;
    again = setTimeout(() => void refreshModels(), AGAIN);
  };
  const tabs = () => {
    const tab = (name: 'look' | 'teach') => {
      const selected = String(name === shown);
      const choose = () => {
        shown = name;
        render();
        if (name === 'look') void refreshModels();
      };
      return h(
        'button',
        { type: 'button', role: 'tab', 'aria-selected': selected, onclick: choose },
        t(name),
      );
    };
    return h('nav', { role: 'tablist' }, tab('teach'), tab('look'));
  };
  render();
  document.body.replaceChildren(header, main);
}

function askForToken({ refused }: { readonly refused: boolean }): void {
  const input = h('input', {
    type: 'password',
    'aria-label': t('tokenAsked'),
    autocomplete: 'off',
    required: true,
  });
  const form = h(
    'form',
    {
      class: 'token',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void start(input.value);
      },
    },
    h('h1', {}, t('tokenAsked')),
    input,
    refused && h('p', { class: 'failure', role: 'alert' }, t('tokenWrong')),
    h('button', { class: 'button' }, t('tokenUse')),
  );
  showAlone(form);
  input.focus();
}

function showAlone(content: HTMLElement): void {
  document.documentElement.lang = currentLanguage();
  document.body.replaceChildren(h('main', { class: 'alone' }, content));
}

refuseDroppedFiles();
void start(givenToken());
