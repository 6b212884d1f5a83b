package org.cryoudl.micrograph.ctf;

import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.FastLength;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;

/**
 * Corrects images for their CTF.
 *
 * @param method what is done
 * @param signalToNoise ratio of the powers of signal and noise, for {@link Method#WIENER}
 */
public record CtfCorrection(Method method, double signalToNoise) {

  /** What is done with each frequency. */
  public enum Method {
    /** Multiplied by the sign of the CTF: phases are right, amplitudes stay. */
    FLIP,
    /** Multiplied by the CTF: phases are right, and frequencies weigh as much as they say. */
    MULTIPLY,
    /** Multiplied by CTF / (CTF^2 + 1 / SNR): amplitudes are right too, where there is signal. */
    WIENER
  }

  /** Rim that is added around rectangular pictures so that nothing wraps around, in pixels. */
  private static final int RIM = 32;

  /** A corrected copy. */
  public Image apply(Image image, double pixelSizeAngstroms, CtfParameters parameters) {
    int longer = Math.max(image.width(), image.height());
    boolean asItIs = image.width() == image.height();
    int side = asItIs ? longer : FastLength.atLeast(longer + 2 * RIM);
    double mean = 0;
    for (float value : image.pixels()) {
      mean += value;
    }
    mean /= image.pixels().length;
    Image plane = Image.square(side);
    for (int r = 0; r < image.height(); r++) {
      for (int c = 0; c < image.width(); c++) {
        plane.pixels()[r * side + c] = (float) (image.at(r, c) - mean);
      }
    }
    HalfSpectrum spectrum = Fft2D.of(side).forward(plane.pixels());
    float[] weights = new Ctf(parameters).sample(side, pixelSizeAngstroms);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) weight(weights[i]);
    }
    spectrum.multiply(weights);
    Fft2D.of(side).inverse(spectrum.values(), plane.pixels());
    // The mean of a picture is no part of its contrast.
    Image corrected = new Image(image.width(), image.height(), new float[image.pixels().length]);
    for (int r = 0; r < image.height(); r++) {
      for (int c = 0; c < image.width(); c++) {
        corrected.pixels()[r * image.width() + c] = (float) (plane.at(r, c) + mean);
      }
    }
    return corrected;
  }

  private double weight(double ctf) {
    return switch (method) {
      case FLIP -> ctf < 0 ? -1 : 1;
      case MULTIPLY -> ctf;
      case WIENER -> ctf / (ctf * ctf + 1 / signalToNoise);
    };
  }
}
