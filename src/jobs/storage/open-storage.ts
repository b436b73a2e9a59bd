import { access, constants, stat } from 'node:fs/promises';
import { RcnnError } from '../../errors.js';
import { FolderStorage } from './folder-storage.js';
import type { Storage } from './storage.js';

/**
 * @param url a folder, or `s3://bucket/prefix`: credentials, region and endpoint as the AWS tools take them
 *   (`AWS_ENDPOINT_URL` for other stores)
 * @throws RcnnError `bad-option`, `package-missing`
 */
export async function openStorage(url: string): Promise<Storage> {
  if (/^s3:\/\//.test(url)) {
    const { S3Storage } = await import('./s3-storage.js');
    return S3Storage.open(url);
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(url)) {
    throw new RcnnError(
      'bad-option',
      `Expected --storage to be a folder or s3://bucket/prefix, but got ${url}.`,
    );
  }
  return new FolderStorage(url);
}

/**
 * Refuses a storage that is not there, which would look like one without runs. Of a bucket any prefix is there.
 *
 * @param write whether it is written to
 * @throws RcnnError `file-not-found`, `storage-failed`
 */
export async function expectStorage(storage: Storage, { write }: { readonly write: boolean }): Promise<void> {
  const { url } = storage;
  if (!(storage instanceof FolderStorage)) return void (await storage.list('runs/'));
  const found = await stat(url).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new RcnnError(
      'file-not-found',
      `Expected --storage to be the folder that \`jobs submit\` stored runs in, but ${url} is ${found ? 'no folder' : 'not there'}. Check its name, or mount it.`,
    );
  }
  try {
    await access(url, write ? constants.R_OK | constants.W_OK | constants.X_OK : constants.R_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RcnnError(
      'storage-failed',
      `Expected --storage to be a folder that can be ${write ? 'written' : 'read'}, but ${url}: ${code}. Give this user the right to it, or mount it so.`,
      { cause },
    );
  }
}
