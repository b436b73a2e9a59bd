import type {
  ClassifyOptions,
  FeaturesOptions,
  MapsOptions,
  RegionsOptions,
} from '../classification/options.js';
import type { Classified, ClassifiedRegions, ClassifiedView, ClassMap } from '../classification/results.js';
import type { Tensor } from '../engines/engine.js';
import type { ModelClass } from '../weights/model-card.js';
import type { Loaded } from './messages.js';
import { PageModel } from './model.js';
import type { Picture } from './pictures.js';

/**
 * GoogLeNet over whole pictures or regions of them, in a worker of the page. Calls may be made at any time: they run in
 * the order in which they come. Dispose of it when done.
 */
export class Classifier extends PageModel<Loaded> {
  protected readonly what = 'classifier';

  get classes(): readonly ModelClass[] {
    return this.card.classes;
  }

  /**
   * The classes of a picture, or of regions of it, most probable first.
   *
   * @throws RcnnError `bad-option`, `bad-image`, `image-too-large`, `aborted`
   */
  classify(picture: Picture, options: RegionsOptions): Promise<ClassifiedRegions>;
  classify(picture: Picture, options?: ClassifyOptions): Promise<Classified>;
  classify(
    picture: Picture,
    options: ClassifyOptions | RegionsOptions = {},
  ): Promise<Classified | ClassifiedRegions> {
    return this.ask('classify', picture, options) as Promise<Classified | ClassifiedRegions>;
  }

  /** The predictions of each view of a picture, to see what their average is made of. @throws RcnnError as `classify` */
  views(picture: Picture, options: ClassifyOptions = {}): Promise<ClassifiedView[]> {
    return this.ask('views', picture, options) as Promise<ClassifiedView[]>;
  }

  /**
   * A layer's values for the picture or for regions of it, as one typed array with its shape: N x C for pooled layers,
   * N x C x H x W for maps; N = 1 or the number of boxes.
   *
   * @throws RcnnError as `classify`; `bad-option` for an unknown layer, with the names of all
   */
  features(picture: Picture, options: FeaturesOptions = {}): Promise<Tensor> {
    return this.ask('features', picture, options) as Promise<Tensor>;
  }

  /** Class activation maps: where the evidence for classes lies. @throws RcnnError as `classify` */
  activationMaps(picture: Picture, options: MapsOptions = {}): Promise<ClassMap[]> {
    return this.ask('activationMaps', picture, options) as Promise<ClassMap[]>;
  }
}
