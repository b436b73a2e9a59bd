import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { unpackedChromium } from './unpacked-chromium.js';

/**
 * A headless Chromium: the one from npm, which is for Linux on x64, or else one of this machine. Undefined, with a
 * warning, where there is none; on Linux on x64 that is an error, so that no test is left out unseen.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  const path = await browserPath();
  if (path === undefined) return undefined;
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const browser = await puppeteer.launch({
    executablePath: path,
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
    headless: path.startsWith(tmpdir()) ? 'shell' : true,
    userDataDir: profile,
  });
  browser.once('disconnected', () => discard(profile));
  return browser;
}

/** A page of a desktop's size that notes what goes wrong in it. @param patience milliseconds that it waits for anything */
export async function watchedPage(browser: Browser, failures: string[], patience: number): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  page.on('pageerror', (error) => failures.push((error as Error).message));
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await page.setViewport({ width: 1280, height: 800 });
  return page;
}

/** Chromium's own processes write to the profile for a moment longer: what then remains is left to the system. */
function discard(profile: string): void {
  rm(profile, { recursive: true, force: true, maxRetries: 10 }).catch(() => undefined);
}

async function browserPath(): Promise<string | undefined> {
  const own = process.platform === 'linux' && process.arch === 'x64' ? await unpackedChromium() : undefined;
  const tried = [...(own ? [own] : []), 'chromium', 'chromium-browser', 'google-chrome'];
  const found = tried.find((path) => whyNot(path) === undefined);
  if (found !== undefined) return resolved(found);
  if (own)
    throw new Error(`no browser runs here, which these tests need; the one from npm says: ${whyNot(own)}`);
  console.warn('no browser runs here: tests in a browser are left out');
  return undefined;
}

/** Undefined: it runs. */
function whyNot(path: string): string | undefined {
  const { status, error, stderr } = spawnSync(path, ['--version', '--no-sandbox'], {
    timeout: 60_000,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : (error?.message ?? stderr);
}

function resolved(name: string): string {
  return name.includes('/') ? name : spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
}
