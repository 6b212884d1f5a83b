package org.cryoudl.alignment.intake;

import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.metadata.CtfParameters;

/**
 * Spectra of {@link ParticleImages}. They are kept in memory where they take at most a third of the
 * heap, and made anew from the file each time they are needed where they would take more.
 */
public final class ParticleSpectra implements SpectrumSource {

  private static final double HEAP_SHARE = 1.0 / 3;

  private final ParticleImages images;
  private final FrequencyDisc disc;
  private final IntFunction<Optional<CtfParameters>> ctf;
  private final double pixelSizeAngstroms;
  private final ParticleSpectrum[] kept; // empty if memory does not suffice

  /**
   * @param radius finest detail of the spectra
   * @param ctf what the CTF of the image at a position depends on
   */
  public ParticleSpectra(
      ParticleImages images,
      int radius,
      IntFunction<Optional<CtfParameters>> ctf,
      double pixelSizeAngstroms) {
    this(
        images,
        radius,
        ctf,
        pixelSizeAngstroms,
        (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory()));
  }

  /**
   * @param budgetBytes all spectra are kept if they take no more
   */
  public ParticleSpectra(
      ParticleImages images,
      int radius,
      IntFunction<Optional<CtfParameters>> ctf,
      double pixelSizeAngstroms,
      long budgetBytes) {
    this.images = images;
    this.disc = new FrequencyDisc(images.box(), radius);
    this.ctf = ctf;
    this.pixelSizeAngstroms = pixelSizeAngstroms;
    double bytes = 12.0 * disc.size() * images.size();
    this.kept = new ParticleSpectrum[bytes <= budgetBytes ? images.size() : 0];
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
  public ParticleSpectrum get(int index) {
    if (kept.length == 0) {
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
    if (kept.length > 0 && kept[index] == null) {
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
