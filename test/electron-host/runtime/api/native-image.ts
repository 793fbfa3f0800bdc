/**
 * The `nativeImage` module. Images are kept as they came and never drawn; the size is read from a PNG's header
 * (PNG specification, section 11.2.2), that of other formats is unknown.
 */
import { readFileSync } from 'node:fs';

const PNG_SIGNATURE = '89504e470d0a1a0a';

export class NativeImage {
  isMacTemplateImage = false;
  readonly #data: Buffer;
  readonly #scaleFactors = new Set([1]);
  readonly #size: Electron.Size;

  constructor(data: Buffer, size = sizeOf(data)) {
    this.#data = data;
    this.#size = size;
  }

  isEmpty(): boolean {
    return this.#data.length === 0;
  }

  toPNG(): Buffer {
    return this.#data;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.#data.toString('base64')}`;
  }

  getSize(): Electron.Size {
    return { ...this.#size };
  }

  getAspectRatio(): number {
    return this.#size.height === 0 ? 1 : this.#size.width / this.#size.height;
  }

  /** The picture stays as it is; only the size that it tells changes. */
  resize({ width, height }: { width?: number; height?: number }): NativeImage {
    const ratio = this.getAspectRatio();
    const newWidth = width ?? Math.round((height ?? this.#size.height) * ratio);
    return new NativeImage(this.#data, { width: newWidth, height: height ?? Math.round(newWidth / ratio) });
  }

  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option;
  }

  isTemplateImage(): boolean {
    return this.isMacTemplateImage;
  }

  addRepresentation({ scaleFactor = 1 }: Electron.AddRepresentationOptions): void {
    this.#scaleFactors.add(scaleFactor);
  }

  getScaleFactors(): number[] {
    return [...this.#scaleFactors];
  }
}

export interface NativeImageModule {
  createEmpty(): NativeImage;
  createFromPath(path: string): NativeImage;
  createFromBuffer(buffer: Buffer): NativeImage;
  createFromDataURL(url: string): NativeImage;
}

export function createNativeImageModule(): NativeImageModule {
  return {
    createEmpty: () => new NativeImage(Buffer.alloc(0)),
    /** A file that cannot be read makes an empty image, as in Electron. */
    createFromPath(path) {
      try {
        return new NativeImage(readFileSync(path));
      } catch {
        return new NativeImage(Buffer.alloc(0));
      }
    },
    createFromBuffer: (buffer) => new NativeImage(Buffer.from(buffer)),
    createFromDataURL: (url) => new NativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
  };
}

function sizeOf(data: Buffer): Electron.Size {
  if (data.length < 24 || data.toString('hex', 0, 8) !== PNG_SIGNATURE) return { width: 0, height: 0 };
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}
