package org.cryoudl.alignment.intake;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.Workforce;

/**
 * Spectra of {@link ParticleImages}. Of the first particles, as many as fit the {@link
 * #budgetBytes}, they are kept in memory; those of the others are made anew from the file each time
 * they are needed.
 */
public final class ParticleSpectra implements SpectrumSource {

  /** Most memory that spectra take, so that large sets leave the machine to others. */
  private static final long MOST_BYTES = 256L << 20;

  private static final double HEAP_SHARE = 1.0 / 3;

  /** Two numbers and the CTF's value at each coefficient. */
  private static final double COEFFICIENT_BYTES = 12;

  private final ParticleImages images;
  private final FrequencyDisc disc;
  private final IntFunction<Optional<CtfParameters>> ctf;
  private final double pixelSizeAngstroms;
  private final ParticleSpectrum[] kept; // of the first particles, as far as memory suffices
  private final Workforce workforce;

  /**
   * How spectra are made of a set that is open, for processes that open it themselves.
   *
   * @param particles in the set
   * @param inverted whether its particles are dark, and are made white
   * @param constantRows rows that are left out
   * @param radius finest detail of the spectra
   * @param ctfUsed whether the particles have a CTF that is to be used
   */
  public record Recipe(
      int particles, boolean inverted, List<Integer> constantRows, int radius, boolean ctfUsed) {

    /** The spectra of a set's particles. */
    public ParticleSpectra of(Particles set) {
      return of(set, ParticleImages.without(set.images(), inverted, constantRows));
    }

    /** The same of images that are at hand. */
    ParticleSpectra of(Particles set, ParticleImages images) {
      return new ParticleSpectra(
          images,
          radius,
          i -> ctfUsed ? set.ctf(images.row(i)) : Optional.empty(),
          set.pixelSizeAngstroms().orElse(1),
          budgetBytes(Runtime.getRuntime().maxMemory()),
          set.workforce());
    }
  }

  /**
   * @param radius finest detail of the spectra
   * @param ctf what the CTF of the image at a position depends on
   */
  public ParticleSpectra(
      ParticleImages images,
      int radius,
      IntFunction<Optional<CtfParameters>> ctf,
      double pixelSizeAngstroms) {
    this(images, radius, ctf, pixelSizeAngstroms, budgetBytes(Runtime.getRuntime().maxMemory()));
  }

  /**
   * @param budgetBytes as many spectra are kept as take no more
   */
  public ParticleSpectra(
      ParticleImages images,
      int radius,
      IntFunction<Optional<CtfParameters>> ctf,
      double pixelSizeAngstroms,
      long budgetBytes) {
    this(images, radius, ctf, pixelSizeAngstroms, budgetBytes, Workforce.alone());
  }

  private ParticleSpectra(
      ParticleImages images,
      int radius,
      IntFunction<Optional<CtfParameters>> ctf,
      double pixelSizeAngstroms,
      long budgetBytes,
      Workforce workforce) {
    this.workforce = workforce;
    this.images = images;
    this.disc = new FrequencyDisc(images.box(), radius);
    this.ctf = ctf;
    this.pixelSizeAngstroms = pixelSizeAngstroms;
    this.kept = new ParticleSpectrum[kept(images.size(), disc.size(), budgetBytes)];
  }

  /**
   * Memory that spectra may take.
   *
   * @param heapBytes the largest heap
   */
  static long budgetBytes(long heapBytes) {
    return Math.min(MOST_BYTES, (long) (HEAP_SHARE * heapBytes));
  }

  /**
   * Of how many particles spectra are kept.
   *
   * @param coefficients of a spectrum
   */
  static int kept(int particles, double coefficients, long budgetBytes) {
    return (int) Math.min(particles, budgetBytes / bytes(coefficients));
  }

  /** Memory of one particle's spectrum. */
  static double bytes(double coefficients) {
    return COEFFICIENT_BYTES * coefficients;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public FrequencyDisc disc() {
    return disc;
  }

  @Override
  public Workforce workforce() {
    return workforce;
  }

  /** How these spectra are made of the set that the images are in. */
  public Recipe recipe() {
    return new Recipe(
        images.size() + images.constantRows().size(),
        images.isInverted(),
        images.constantRows(),
        disc.radius(),
        images.size() > 0 && ctf.apply(0).isPresent());
  }

  @Override
  public ParticleSpectrum get(int index) {
    if (index >= kept.length) {
      return make(index, images.read(index));
    }
    ParticleSpectrum spectrum = kept[index];
    if (spectrum == null) {
      spectrum = make(index, images.read(index));
      kept[index] = spectrum; // two threads may make the same one; both are right
    }
    return spectrum;
  }

  /** Lets a caller that has read an image anyway spare a second reading. */
  public void offer(int index, float[] pixels) {
    if (index < kept.length && kept[index] == null) {
      kept[index] = make(index, pixels);
    }
  }

  private ParticleSpectrum make(int index, float[] pixels) {
    float[] values = disc.pack(Fft2D.of(disc.box()).forward(pixels));
    return new ParticleSpectrum(values, ctf.apply(index).map(this::sample));
  }

  private float[] sample(CtfParameters parameters) {
    Ctf function = new Ctf(parameters);
    double unit = 1 / (disc.box() * pixelSizeAngstroms);
    float[] values = new float[disc.size()];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) function.at(disc.kx(j) * unit, disc.ky(j) * unit);
    }
    return values;
  }
}
