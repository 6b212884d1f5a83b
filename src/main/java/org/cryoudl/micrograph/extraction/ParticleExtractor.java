package org.cryoudl.micrograph.extraction;

import java.util.Optional;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;
import org.cryoudl.image.Normalisation;
import org.cryoudl.io.micrographs.Coordinate;

/**
 * Cuts particles out of micrographs as RELION 3.1 does: the pixel of the coordinate, its decimals
 * cut off, becomes the centre floor(box/2); then the box is scaled, normalised, and its contrast
 * inverted.
 */
public final class ParticleExtractor {

  private final int box;
  private final int scaledBox;
  private final boolean invert;
  private final Optional<Normalisation> normalisation;

  /**
   * @param box side of the box in pixels of the micrograph
   * @param scaledBox side of the images that are written, at most {@code box}
   * @param invert whether dark particles become white
   * @param normalise whether the background gets mean 0 and deviation 1
   * @param backgroundRadiusPixels what is farther from the centre is background, in pixels of the
   *     images that are written
   */
  public ParticleExtractor(
      int box, int scaledBox, boolean invert, boolean normalise, double backgroundRadiusPixels) {
    this.box = box;
    this.scaledBox = scaledBox;
    this.invert = invert;
    Normalisation.Options defaults = Normalisation.Options.defaults(scaledBox);
    this.normalisation =
        normalise
            ? Optional.of(
                new Normalisation(
                    scaledBox,
                    new Normalisation.Options(
                        backgroundRadiusPixels,
                        defaults.removeRamp(),
                        defaults.dustSigmas(),
                        defaults.seed())))
            : Optional.empty();
  }

  /**
   * One particle.
   *
   * @param index of the particle in its set; keys the noise that replaces dust
   * @return empty if the box does not lie wholly on the micrograph
   */
  public Optional<Image> extract(Image micrograph, Coordinate at, long index) {
    int left = (int) at.column() - Image.centre(box);
    int top = (int) at.row() - Image.centre(box);
    boolean whole =
        left >= 0
            && top >= 0
            && left <= micrograph.width() - box
            && top <= micrograph.height() - box;
    if (!whole) {
      return Optional.empty();
    }
    Image cut = micrograph.part(left, top, box, box);
    Image particle = box == scaledBox ? cut : FourierResize.resize(cut, scaledBox);
    normalisation.ifPresent(known -> known.apply(particle.pixels(), index));
    if (invert) {
      for (int i = 0; i < particle.pixels().length; i++) {
        particle.pixels()[i] = -particle.pixels()[i];
      }
    }
    return Optional.of(particle);
  }
}
