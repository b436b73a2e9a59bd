/** The page: its two halves, the reader's language, and the server's token where it asks for one. */

import type { TeachState } from '../teach/teach-state.js';
import { ask, ServerError, setToken } from './api.js';
import { h } from './dom.js';
import { refuseDroppedFiles } from './dropped-files.js';
import { told } from './failures.js';
import { Halves, type PageInfo } from './halves.js';
import { Look } from './look/look.js';
import { serverSource } from './look/server-source.js';
import { Teach } from './teach/teach.js';
import { currentLanguage, t } from './texts/texts.js';

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
  if (!teaches) return new Halves({ look }).show('look');
  new Halves({ teach: new Teach(await ask<TeachState>('teach/state')), look }).show('teach');
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
