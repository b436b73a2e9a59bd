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
  /** Removes the objects of a folder, a prefix with its `/`, and the folder itself where there is one. */
  removeFolder(folder: string): Promise<void>;
}
