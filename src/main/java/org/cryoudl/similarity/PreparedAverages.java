package org.cryoudl.similarity;

import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Averages brought to one side, so that those of different pictures can be compared: each shows its
 * whole box. They are smoothed a little, for pixels of noise would hide what is alike. A disc is
 * compared; within it an average has mean 0 and standard deviation 1.
 */
final class PreparedAverages {

  /** Radius of the disc that is compared, as a share of the side. */
  static final double RADIUS_SHARE = 0.45;

  private final int side;
  private final List<Image> images;
  private final int[] disc;

  private PreparedAverages(int side, List<Image> images) {
    this.side = side;
    this.images = images;
    this.disc = disc(side);
  }

  /**
   * Prepares averages.
   *
   * @param originals square images
   * @param most side that the result has at most; smaller originals stay as they are
   * @param sigmaPixels width of the Gaussian that smooths them, in their new pixels; 0 for none
   */
  static PreparedAverages of(List<Image> originals, int most, double sigmaPixels) {
    int largest = originals.stream().mapToInt(Image::box).max().orElse(most);
    int side = Math.min(most, largest);
    int[] disc = disc(side);
    Image[] images = new Image[originals.size()];
    ParallelLoop.run(
        images.length, i -> images[i] = prepare(originals.get(i), side, disc, sigmaPixels));
    return new PreparedAverages(side, List.of(images));
  }

  private static Image prepare(Image original, int side, int[] disc, double sigmaPixels) {
    Image sized = original.box() == side ? original : FourierResize.resize(original, side);
    Image image = sigmaPixels > 0 ? smoothed(sized, sigmaPixels) : sized.copy();
    double sum = 0;
    double squares = 0;
    for (int at : disc) {
      sum += image.pixels()[at];
      squares += (double) image.pixels()[at] * image.pixels()[at];
    }
    double mean = sum / disc.length;
    double variance = squares / disc.length - mean * mean;
    double scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (int p = 0; p < image.pixels().length; p++) {
      image.pixels()[p] = (float) ((image.pixels()[p] - mean) * scale);
    }
    return image;
  }

  /** By a Gaussian, the edge pixels going on beyond the edge. */
  private static Image smoothed(Image image, double sigma) {
    int reach = (int) Math.ceil(3 * sigma);
    float[] weights = new float[2 * reach + 1];
    float sum = 0;
    for (int k = -reach; k <= reach; k++) {
      weights[k + reach] = (float) Math.exp(-k * k / (2 * sigma * sigma));
      sum += weights[k + reach];
    }
    int side = image.box();
    float[] rows = new float[side * side];
    float[] all = new float[side * side];
    for (int p = 0; p < all.length; p++) {
      int row = p / side;
      for (int k = -reach; k <= reach; k++) {
        int column = Math.max(0, Math.min(side - 1, p % side + k));
        rows[p] += weights[k + reach] / sum * image.at(row, column);
      }
    }
    for (int p = 0; p < all.length; p++) {
      for (int k = -reach; k <= reach; k++) {
        int row = Math.max(0, Math.min(side - 1, p / side + k));
        all[p] += weights[k + reach] / sum * rows[row * side + p % side];
      }
    }
    return Image.square(side, all);
  }

  private static int[] disc(int side) {
    int centre = Image.centre(side);
    double radius = RADIUS_SHARE * side;
    return IntStream.range(0, side * side)
        .filter(p -> Math.hypot(p / side - centre, p % side - centre) <= radius)
        .toArray();
  }

  int side() {
    return side;
  }

  List<Image> images() {
    return images;
  }

  /** Indices of the pixels that are compared, ascending. */
  int[] disc() {
    return disc;
  }
}
