package org.cryoudl.alignment.intake;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.io.scratch.ScratchFile;
import org.cryoudl.io.scratch.ScratchSpace;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.Workforce;

/**
 * Spectra of {@link ParticleImages}. Of the first particles, as many as memory is to hold, they are
 * kept there; those of the others in a scratch file. Where there is none, they are made anew from
 * the images each time they are needed. All three are the same to the last bit.
 */
public final class ParticleSpectra implements SpectrumSource {

  /** Two numbers and the CTF's value at each coefficient. */
  private static final double COEFFICIENT_BYTES = 12;

  private final ParticleImages images;
  private final FrequencyDisc disc;
  private final IntFunction<Optional<CtfParameters>> ctf;
  private final double pixelSizeAngstroms;
  private final ParticleSpectrum[] kept; // of the first particles, as far as memory suffices
  private final Optional<ScratchFile> scratch; // of the others
  private final boolean storesCtf; // whether the CTF stands in that file too
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
          set.workforce(),
          set.scratch());
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
    this(images, radius, ctf, pixelSizeAngstroms, Workforce.alone(), ScratchSpace.memoryOnly());
  }

  /**
   * @param workforce who works on pieces of the particles
   * @param space where spectra are kept
   */
  public ParticleSpectra(
      ParticleImages images,
      int radius,
      IntFunction<Optional<CtfParameters>> ctf,
      double pixelSizeAngstroms,
      Workforce workforce,
      ScratchSpace space) {
    this.workforce = workforce;
    this.images = images;
    this.disc = new FrequencyDisc(images.box(), radius);
    this.ctf = ctf;
    this.pixelSizeAngstroms = pixelSizeAngstroms;
    this.kept = new ParticleSpectrum[kept(images.size(), disc.size(), space.memoryBytes())];
    this.storesCtf = hasCtf();
    int others = images.size() - kept.length;
    int floats = (storesCtf ? 3 : 2) * disc.size();
    this.scratch = others > 0 ? space.file(others, floats) : Optional.empty();
  }

  private boolean hasCtf() {
    return images.size() > 0 && ctf.apply(0).isPresent();
  }

  /**
   * Of how many particles spectra are kept.
   *
   * @param coefficients of a spectrum
   * @param memoryBytes that they may take
   */
  static int kept(int particles, double coefficients, long memoryBytes) {
    return (int) Math.min(particles, memoryBytes / bytes(coefficients));
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
        hasCtf());
  }

  @Override
  public ParticleSpectrum get(int index) {
    if (index >= kept.length) {
      return stored(index).orElseGet(() -> store(index, make(index, images.read(index))));
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
    if (index >= kept.length) {
      if (scratch.isPresent() && stored(index).isEmpty()) {
        store(index, make(index, pixels));
      }
    } else if (kept[index] == null) {
      kept[index] = make(index, pixels);
    }
  }

  /** What the scratch file holds of a particle that has no room in memory. */
  private Optional<ParticleSpectrum> stored(int index) {
    if (scratch.isEmpty()) {
      return Optional.empty();
    }
    Optional<CtfParameters> parameters = ctf.apply(index);
    float[] values = new float[2 * disc.size()];
    float[] factors = new float[storesCtf ? disc.size() : 0];
    if (!scratch.get().read(index - kept.length, values, factors)) {
      return Optional.empty();
    }
    return Optional.of(
        new ParticleSpectrum(
            values, storesCtf ? parameters.map(any -> factors) : parameters.map(this::sample)));
  }

  private ParticleSpectrum store(int index, ParticleSpectrum made) {
    float[] factors = storesCtf ? made.ctf().orElseGet(() -> new float[disc.size()]) : new float[0];
    scratch.ifPresent(file -> file.write(index - kept.length, made.values(), factors));
    return made;
  }

  private ParticleSpectrum make(int index, float[] pixels) {
    HalfSpectrum whole = HalfSpectrum.zeros(disc.box());
    Fft2D.of(disc.box()).forward(pixels, whole.values(), disc.radius() + 1);
    float[] values = disc.pack(whole);
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
