import type * as AwsS3 from '@aws-sdk/client-s3';
import { RcnnError } from '../../errors.js';
import { optionalPackage } from '../optional-package.js';
import type { Storage } from './storage.js';

type Sdk = typeof AwsS3;

/** On Node.js 20 the SDK warns of its versions from 2027 on; `docs/scale.md` says it once instead of each worker. */
const QUIET = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Two writers at once: S3 answers one of them 409, and asks for another try. */
const TRIES = 5;

/** Objects of S3 or of any store that speaks its protocol. */
export class S3Storage implements Storage {
  readonly url: string;
  readonly #sdk: Sdk;
  readonly #client: AwsS3.S3Client;
  readonly #bucket: string;
  /** Ends with `/`, or is empty. */
  readonly #prefix: string;

  private constructor(url: string, sdk: Sdk, place: { bucket: string; prefix: string }) {
    this.url = url;
    this.#sdk = sdk;
    this.#client = new sdk.S3Client(clientConfig(process.env));
    this.#bucket = place.bucket;
    this.#prefix = place.prefix;
  }

  /** @throws RcnnError `bad-option`, `package-missing` */
  static open(url: string): S3Storage {
    const match = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*?))?\/*$/.exec(url);
    if (!match) {
      throw new RcnnError(
        'bad-option',
        `Expected --storage to be a folder or s3://bucket/prefix, but got ${url}.`,
      );
    }
    const [, bucket = '', path = ''] = match;
    const sdk = optionalPackage<Sdk>('@aws-sdk/client-s3');
    process.env[QUIET] ??= 'true';
    return new S3Storage(url, sdk, { bucket, prefix: path === '' ? '' : `${path}/` });
  }

  async read(key: string): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand(this.#object(key)));
      return Buffer.from(await Body!.transformToByteArray());
    } catch (error) {
      return this.#absent(error, key);
    }
  }

  async has(key: string): Promise<boolean> {
    try {
      await this.#client.send(new this.#sdk.HeadObjectCommand(this.#object(key)));
      return true;
    } catch (error) {
      return this.#absent(error, key) ?? false;
    }
  }

  async create(key: string, data: string | Uint8Array): Promise<boolean> {
    const put = { ...this.#object(key), Body: Buffer.from(data as Uint8Array), IfNoneMatch: '*' };
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.send(new this.#sdk.PutObjectCommand(put));
        return true;
      } catch (error) {
        const status = statusOf(error);
        if (status === 412) return false;
        if (status === 409 && attempt < TRIES) continue;
        throw this.#failed(error, key);
      }
    }
  }

  async list(folder: string): Promise<string[]> {
    const keys: string[] = [];
    const request = { Bucket: this.#bucket, Prefix: `${this.#prefix}${folder}`, Delimiter: '/' };
    let token: string | undefined;
    try {
      do {
        const command = new this.#sdk.ListObjectsV2Command({
          ...request,
          ...(token !== undefined && { ContinuationToken: token }),
        });
        const { Contents = [], NextContinuationToken } = await this.#client.send(command);
        for (const { Key } of Contents) keys.push(Key!.slice(this.#prefix.length));
        token = NextContinuationToken;
      } while (token !== undefined);
    } catch (error) {
      throw this.#failed(error, folder);
    }
    return keys.sort();
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.send(new this.#sdk.DeleteObjectCommand(this.#object(key)));
    } catch (error) {
      this.#absent(error, key);
    }
  }

  async removeFolder(folder: string): Promise<void> {
    for (const key of await this.list(folder)) await this.remove(key);
  }

  #object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` };
  }

  /** @throws RcnnError unless the error is that there is no such object */
  #absent(error: unknown, key: string): undefined {
    if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return undefined;
    throw this.#failed(error, key);
  }

  #failed(cause: unknown, key: string): RcnnError {
    const { name, message } = cause as Error;
    const full = statusOf(cause) === 507 || /quota|insufficientstorage|storagefull/i.test(name);
    return new RcnnError(
      full ? 'disk-full' : 'storage-failed',
      `Expected ${this.url} to take or give ${key}, but: ${name}: ${message}`,
      { cause },
    );
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** Other stores than Amazon's have one address for all buckets, any region, and not every kind of checksum. */
function clientConfig(env: NodeJS.ProcessEnv): object {
  const common = {
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  if (endpoint === undefined) return common;
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  return { ...common, endpoint, region, forcePathStyle: true };
}
