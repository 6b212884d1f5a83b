package org.cryoudl.alignment.intake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.FourierSampling;
import org.cryoudl.image.Image;

/**
 * Given averages in the box and pixels of the particles, as spectra without a CTF.
 *
 * @param disc that of the particles
 * @param spectra one an average
 */
public record StartAverages(FrequencyDisc disc, ParticleSpectrum[] spectra)
    implements SpectrumSource {

  /** Pixel sizes that differ by less than this part are one: headers round. */
  private static final double SAME_PIXELS = 2e-3;

  /**
   * Brings averages to the particles of an intake. Their level is taken to be that of their border.
   *
   * @throws DataException if they have another box, and the pixel sizes of both are not known
   */
  public static StartAverages of(ClassStart.FromAverages given, ParticleIntake intake) {
    FrequencyDisc disc = intake.spectra().disc();
    return new StartAverages(
        disc,
        images(given, intake.box(), intake.set().pixelSizeAngstroms()).stream()
            .map(average -> disc.pack(Fft2D.of(intake.box()).forward(average.pixels())))
            .map(values -> new ParticleSpectrum(values, Optional.empty()))
            .toArray(ParticleSpectrum[]::new));
  }

  /**
   * Averages in a box and pixels of particles, less their border's level.
   *
   * @param size of the particles' pixels in A, if known
   * @throws DataException if they have another box, and the pixel sizes of both are not known
   */
  public static List<Image> images(ClassStart.FromAverages given, int box, OptionalDouble size) {
    int ownBox = given.averages().get(0).box();
    OptionalDouble ownSize = given.pixelSizeAngstroms();
    boolean known = size.isPresent() && ownSize.isPresent();
    if (!known && ownBox != box) {
      throw new DataException(new ClassStartReason.OtherBox(given.file(), ownBox, box));
    }
    double ratio = known ? size.getAsDouble() / ownSize.getAsDouble() : 1;
    boolean same = ownBox == box && Math.abs(ratio - 1) < SAME_PIXELS;
    return given.averages().stream()
        .map(StartAverages::onBorder)
        .map(average -> same ? average : FourierSampling.sample(average, ratio, box))
        .toList();
  }

  /** The average less the mean of its outermost pixels. */
  private static Image onBorder(Image average) {
    int box = average.box();
    double sum = 0;
    for (int n = 0; n < box; n++) {
      sum +=
          (double) average.at(0, n)
              + average.at(box - 1, n)
              + average.at(n, 0)
              + average.at(n, box - 1);
    }
    float level = (float) (sum / (4.0 * box));
    float[] pixels = average.pixels().clone();
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] -= level;
    }
    return Image.square(box, pixels);
  }

  @Override
  public int size() {
    return spectra.length;
  }

  @Override
  public ParticleSpectrum get(int index) {
    return spectra[index];
  }
}
