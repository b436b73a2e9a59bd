/** The page in the reader's language: the one chosen before, else the browser's. */
import { en, type Texts } from './en.js';
import { ko } from './ko.js';

export const LANGUAGES = { en: 'English', ko: '한국어' } as const;
export type Language = keyof typeof LANGUAGES;

const all: Readonly<Record<Language, Texts>> = { en, ko };
const KEPT = 'googlenet-rcnn language';

let language: Language = chosen();

function chosen(): Language {
  const kept = stored();
  if (kept === 'en' || kept === 'ko') return kept;
  return navigator.language.startsWith('ko') ? 'ko' : 'en';
}

/** Where storage is switched off, nothing is kept. */
function stored(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function currentLanguage(): Language {
  return language;
}

export function speak(next: Language): void {
  language = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {}
}

/** A text with its gaps filled. */
export function t(key: keyof Texts, values: Readonly<Record<string, string | number>> = {}): string {
  return all[language][key].replaceAll(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
