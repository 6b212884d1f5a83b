package org.cryoudl.alignment.intake;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.image.Image;
import org.cryoudl.image.Normalisation;
import org.cryoudl.io.ImageSource;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * The images of a set as alignment sees them: normalised to their background, white, constant ones
 * left out. Positions count the images that are left; {@link #row} gives their rows in the set.
 */
public final class ParticleImages {

  private final ImageSource images;
  private final Normalisation normalisation;
  private final boolean invert;
  private final int[] rows;
  private final List<Integer> constant;

  private ParticleImages(
      ImageSource images,
      Normalisation normalisation,
      boolean invert,
      int[] rows,
      List<Integer> constant) {
    this.images = images;
    this.normalisation = normalisation;
    this.invert = invert;
    this.rows = rows;
    this.constant = constant;
  }

  /** Reads every image once, to find those that hold nothing. */
  public static ParticleImages survey(ImageSource images, boolean invert, Progress progress) {
    int box = images.width();
    boolean[] isConstant = new boolean[images.size()];
    try (Progress.Stage stage = progress.start("reading images", images.size())) {
      ParallelLoop.run(
          images.size(),
          i -> {
            float[] pixels = new float[box * box];
            images.read(i, pixels);
            isConstant[i] = Image.isConstant(pixels);
            stage.advance(1);
          });
    }
    return without(
        images,
        invert,
        IntStream.range(0, images.size()).filter(i -> isConstant[i]).boxed().toList());
  }

  /** Images but for those that are known to hold one value only; nothing is read. */
  static ParticleImages without(ImageSource images, boolean invert, List<Integer> constant) {
    int box = images.width();
    Normalisation normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    Set<Integer> left = Set.copyOf(constant);
    int[] rows = IntStream.range(0, images.size()).filter(i -> !left.contains(i)).toArray();
    return new ParticleImages(images, normalisation, invert, rows, constant);
  }

  /** Images that a survey has found to hold something; nothing is read. */
  public static ParticleImages known(ImageSource images, boolean invert, int[] rows) {
    int box = images.width();
    Normalisation normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    return new ParticleImages(images, normalisation, invert, rows.clone(), List.of());
  }

  /** Number of images. */
  public int size() {
    return rows.length;
  }

  /** Their side length in pixels. */
  public int box() {
    return images.width();
  }

  /** The row in the set of an image. */
  public int row(int position) {
    return rows[position];
  }

  public int[] rows() {
    return rows.clone();
  }

  /** Whether they were dark, and are made white. */
  boolean isInverted() {
    return invert;
  }

  /** Rows of the images that hold one value only. */
  public List<Integer> constantRows() {
    return constant;
  }

  /** One image, normalised. */
  public float[] read(int position) {
    float[] pixels = new float[box() * box()];
    images.read(rows[position], pixels);
    if (invert) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = -pixels[i];
      }
    }
    normalisation.apply(pixels, rows[position]);
    return pixels;
  }

  /** Some images, read over all cores. */
  public float[][] read(IntFunction<Integer> positionOf, int count) {
    float[][] pixels = new float[count][];
    ParallelLoop.run(count, i -> pixels[i] = read(positionOf.apply(i)));
    return pixels;
  }
}
