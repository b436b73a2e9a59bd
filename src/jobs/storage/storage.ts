import { RcnnError } from '../../errors.js';
import { FolderStorage } from './folder-storage.js';

/**
 * Where workers on several machines find what they compute and leave what they computed. Objects are whole or not there,
 * and never change; keys are paths with `/`, without `..`.
 */
export interface Storage {
  /** As it was opened. */
  readonly url: string;
  /** @returns undefined when there is none @throws RcnnError `storage-failed`, as all of these */
  read(key: string): Promise<Buffer | undefined>;
  has(key: string): Promise<boolean>;
  /**
   * Writes an object unless it is there: of several writers one wins.
   *
   * @returns whether this call wrote it
   * @throws RcnnError `disk-full` when there is no room
   */
  create(key: string, data: string | Uint8Array): Promise<boolean>;
  /** Keys that begin with the prefix, a folder with its `/`; sorted. Folders below it are not looked into. */
  list(folder: string): Promise<string[]>;
  /** No error when it is not there. */
  remove(key: string): Promise<void>;
}

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
