/** The page: its two halves, the reader's language, and the server's token where it asks for one. */

import type { TeachState } from '../teach/teach-state.js';
import { ask, ServerError, setToken } from './api.js';
import { fill, h } from './dom.js';
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

async function start(): Promise<void> {
  const [, given] = /(?:^#|&)token=([^&]+)/.exec(location.hash) ?? [];
  if (given !== undefined) setToken(decodeURIComponent(given));
  try {
    await run(await ask<PageInfo>('page/info'));
  } catch (error) {
    if (!(error instanceof ServerError) || error.status !== 401) throw error;
    askForToken();
  }
}

async function run({ teach: teaches, models }: PageInfo): Promise<void> {
  const look = new Look(serverSource, models);
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
    fill(header, brand(), teach !== undefined && tabs(), languages(render));
    main.replaceChildren(views[shown]!.element);
    views[shown]!.render();
  };
  const tabs = () => {
    const tab = (name: 'look' | 'teach') => {
      const selected = String(name === shown);
      const choose = () => {
        shown = name;
        render();
        if (name === 'look') void ask<PageInfo>('page/info').then((info) => look.takeModels(info.models));
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

function askForToken(): void {
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
        setToken(input.value);
        void start();
      },
    },
    h('p', {}, t('tokenAsked')),
    input,
    h('button', { class: 'button' }, t('tokenUse')),
  );
  document.body.replaceChildren(h('main', { class: 'alone' }, form));
  input.focus();
}

void start();
