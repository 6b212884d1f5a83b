package org.cryoudl.alignment.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.intake.StartAverages;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.image.Normalisation;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Places particles in given averages, which stay as they are: the average, turn and shift with the
 * highest whitened correlation ({@link TurnSearch}). A particle that has a CTF is multiplied by it
 * first, as in the matched filter. What is found of a particle does not depend on which others are
 * placed in the same run: the weights of frequencies are those of a few particles spread over the
 * whole set.
 */
public final class AveragePlacement {

  private final Particles set;
  private final Settings settings;
  private final boolean invert;
  private final Normalisation normalisation;
  private final List<Image> averages;
  private final Correlator correlator;

  /**
   * How particles are compared.
   *
   * @param maskRadius of the averages as a share of the box
   * @param maxShiftPixels longest shift tried
   * @param useCtf whether a particle's CTF is used, if it is known
   * @param phases how the CTF is in the images; as the metadata say, and unflipped where they say
   *     nothing, if empty
   * @param invert whether particles are dark
   */
  public record Settings(
      double maskRadius,
      double maxShiftPixels,
      boolean useCtf,
      Optional<CtfPhases> phases,
      boolean invert) {}

  /**
   * What was found of some particles.
   *
   * @param average index of the best one; -1 of a particle whose image holds a single value
   * @param psiDegrees turn
   * @param originXPixels with {@code originYPixels} the origin, in RELION's sense
   * @param correlation whitened correlation with that average, -1 to 1
   * @param second correlation with the second best average; -1 if there is only one
   */
  public record Placed(
      int[] average,
      double[] psiDegrees,
      double[] originXPixels,
      double[] originYPixels,
      double[] correlation,
      double[] second) {

    static Placed none(int count) {
      double[] least = new double[count];
      Arrays.fill(least, -1);
      int[] nowhere = new int[count];
      Arrays.fill(nowhere, -1);
      return new Placed(
          nowhere, new double[count], new double[count], new double[count], least, least.clone());
    }

    private void take(int particle, int number, TurnSearch.Found found) {
      if (found.score() > correlation[particle]) {
        second[particle] = correlation[particle];
        average[particle] = number;
        psiDegrees[particle] = found.pose().psiDegrees();
        originXPixels[particle] = found.pose().originXPixels();
        originYPixels[particle] = found.pose().originYPixels();
        correlation[particle] = found.score();
      } else {
        second[particle] = Math.max(second[particle], found.score());
      }
    }
  }

  /**
   * Prepares the comparison.
   *
   * @param set square images
   * @throws org.cryoudl.failure.DataException if the averages have another box, and the pixel sizes
   *     are not known
   */
  public AveragePlacement(Particles set, ClassStart.FromAverages given, Settings settings) {
    int box = set.images().width();
    OptionalDouble pixelSize = set.pixelSizeAngstroms();
    this.set = set;
    this.settings = settings;
    this.invert = settings.invert || set.saysDark();
    this.normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    this.averages = StartAverages.images(given, box, pixelSize);
    this.correlator = Correlator.of(box, set.size(), row -> read(row).orElse(new float[box * box]));
  }

  /** Number of averages. */
  public int averages() {
    return averages.size();
  }

  /** Places particles that follow each other, from {@code first} to before {@code end}. */
  public Placed place(int first, int end) {
    int count = end - first;
    float[][] pixels = new float[count][];
    boolean[] empty = new boolean[count];
    ParallelLoop.run(
        count,
        i -> {
          Optional<float[]> image = read(first + i);
          empty[i] = image.isEmpty();
          pixels[i] = image.orElse(new float[0]);
        });
    Placed placed = Placed.none(count);
    for (int number = 0; number < averages.size(); number++) {
      int own = number;
      TurnSearch search =
          new TurnSearch(
              correlator, averages.get(number), settings.maskRadius, settings.maxShiftPixels);
      ParallelLoop.run(
          count,
          i -> {
            if (!empty[i]) {
              placed.take(i, own, search.find(pixels[i]));
            }
          });
    }
    return placed;
  }

  /** An image as it is compared; empty if it holds a single value. */
  private Optional<float[]> read(int row) {
    int box = set.images().width();
    float[] pixels = new float[box * box];
    set.images().read(row, pixels);
    if (Image.isConstant(pixels)) {
      return Optional.empty();
    }
    if (invert) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = -pixels[i];
      }
    }
    normalisation.apply(pixels, row);
    Optional<CtfParameters> ctf = settings.useCtf ? set.ctf(row) : Optional.empty();
    return Optional.of(
        ctf.isPresent() && set.pixelSizeAngstroms().isPresent()
            ? times(pixels, ctf.get(), set.pixelSizeAngstroms().getAsDouble())
            : pixels);
  }

  private float[] times(float[] pixels, CtfParameters parameters, double pixelSize) {
    if (set.phases() == PhaseState.PREMULTIPLIED) {
      return pixels;
    }
    int box = set.images().width();
    boolean flipped =
        settings.phases.map(CtfPhases.FLIPPED::equals).orElse(set.phases() == PhaseState.FLIPPED);
    float[] ctf = new Ctf(parameters).sample(box, pixelSize);
    if (flipped) {
      for (int i = 0; i < ctf.length; i++) {
        ctf[i] = Math.abs(ctf[i]);
      }
    }
    HalfSpectrum spectrum = Fft2D.of(box).forward(pixels);
    spectrum.multiply(ctf);
    return Fft2D.of(box).inverse(spectrum);
  }
}
