package org.cryoudl.training.molecules;

import java.util.SplittableRandom;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * Takes noisy pictures of a molecule: envelope and CTF amplitude (one defocus a picture), white
 * noise, and optionally noise confined to low frequencies, as in the published benchmark.
 */
public final class ImageFormation {

  private static final int STEPS_PER_CYCLE = 8;

  private final ImagingConditions imaging;
  private final Fft2D fft;

  public ImageFormation(ImagingConditions imaging) {
    this.imaging = imaging;
    this.fft = Fft2D.of(imaging.box());
  }

  /**
   * One picture.
   *
   * @param molecule what is seen
   * @param turnDegrees how far the molecule is turned, from +x toward +row
   * @param random what decides shift, defocus and noise
   * @return box x box pixels
   */
  public float[] picture(BlobProjection molecule, double turnDegrees, SplittableRandom random) {
    double reach = imaging.mostShiftPixels();
    Pose pose =
        new Pose(
            -turnDegrees,
            reach * (2 * random.nextDouble() - 1),
            reach * (2 * random.nextDouble() - 1));
    float[] image = molecule.render(imaging.box(), pose).pixels();
    if (random.nextDouble() < imaging.neighbourShare()) {
      addNeighbour(molecule, image, random);
    }
    return corrupted(image, random);
  }

  /** Side length of the pictures in pixels. */
  public int box() {
    return imaging.box();
  }

  /** The same molecule, turned at random, beside the first, so that the rim cuts it. */
  private void addNeighbour(BlobProjection molecule, float[] image, SplittableRandom random) {
    double direction = 2 * Math.PI * random.nextDouble();
    double distance = imaging.box() * (0.6 + 0.2 * random.nextDouble());
    Pose pose =
        new Pose(
            360 * random.nextDouble(),
            distance * Math.cos(direction),
            distance * Math.sin(direction));
    molecule.addTo(image, imaging.box(), pose);
  }

  /** Filters a clean picture and adds noise; {@code image} is overwritten and returned. */
  float[] corrupted(float[] image, SplittableRandom random) {
    int box = imaging.box();
    HalfSpectrum spectrum = fft.forward(image);
    double power = filter(spectrum.values(), transferTable(random));
    double variance = power / ((double) box * box);
    double noiseVariance = Math.max(variance * imaging.noiseToSignal(), 1e-20);
    if (imaging.lowCutPixels() > 0) {
      // Mean amplitude of the noisy transform: that of complex Gaussian values of this variance.
      double total = (noiseVariance + variance) * box * box;
      double meanAmplitude = Math.sqrt(Math.PI / 4 * total);
      LowFrequencyNoise.add(
          spectrum.values(),
          box,
          imaging.lowCutPixels(),
          imaging.lowNoise() * meanAmplitude,
          random);
    }
    fft.inverse(spectrum.values(), image);
    float deviation = (float) Math.sqrt(noiseVariance);
    for (int i = 0; i < image.length; i++) {
      image[i] += deviation * (float) random.nextGaussian();
    }
    return image;
  }

  /** |CTF| times envelope against radius, in steps of 1 / STEPS_PER_CYCLE cycles per box. */
  private float[] transferTable(SplittableRandom random) {
    double span = imaging.mostDefocusAngstroms() - imaging.leastDefocusAngstroms();
    double defocus = imaging.leastDefocusAngstroms() + span * random.nextDouble();
    Ctf ctf = new Ctf(new CtfParameters(300, 2.7, 0.07, defocus, defocus, 0, 0));
    int length = (int) (imaging.box() * 0.75 * STEPS_PER_CYCLE) + 2;
    float[] table = new float[length];
    for (int i = 0; i < length; i++) {
      double k = i / (STEPS_PER_CYCLE * imaging.box() * imaging.pixelSizeAngstroms());
      double envelope = Math.exp(-imaging.bFactorSquareAngstroms() / 4 * k * k);
      table[i] = (float) (Math.abs(ctf.at(k, 0)) * envelope);
    }
    return table;
  }

  /** Multiplies by the table; returns the mean square of the pixels without their mean. */
  private double filter(float[] values, float[] table) {
    int box = imaging.box();
    int columns = HalfSpectrum.columns(box);
    double power = 0;
    for (int r = 0; r < box; r++) {
      int ky = HalfSpectrum.rowFrequency(box, r);
      for (int kx = 0; kx < columns; kx++) {
        int i = HalfSpectrum.index(box, r, kx);
        float factor = table[(int) (Math.sqrt(kx * kx + ky * ky) * STEPS_PER_CYCLE + 0.5)];
        values[i] *= factor;
        values[i + 1] *= factor;
        if (kx != 0 || ky != 0) {
          power +=
              HalfSpectrum.multiplicity(box, kx)
                  * ((double) values[i] * values[i] + (double) values[i + 1] * values[i + 1]);
        }
      }
    }
    return power / ((double) box * box);
  }
}
