package org.cryoudl.simulation.imaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.metadata.CtfParameters;
import org.jspecify.annotations.Nullable;

/**
 * The microscope: one contrast transfer function a particle, its defocus drawn from a range.
 *
 * @param mode what is applied to the images; full by default
 * @param voltageKilovolts acceleration voltage in kV; 300 by default
 * @param sphericalAberrationMillimetres Cs in mm; 2.7 by default
 * @param amplitudeContrast fraction of amplitude contrast; 0.07 by default
 * @param defocusMinimumAngstroms least defocus in A, positive is underfocus; 5000 by default
 * @param defocusMaximumAngstroms largest defocus in A; 20000 by default
 * @param astigmatismMaximumAngstroms largest difference of the two defoci in A; 0 by default
 * @param bFactorSquareAngstroms B of the envelope exp(-B k^2 / 4) in A^2; 200 by default
 * @param marginPixels rim around the box that is drawn too while the CTF acts and then cut off, so
 *     that what leaves the box (a filament) does not meet itself at the opposite edge; 0 by default
 */
public record CtfModel(
    @JsonPropertyDescription("full: as the microscope; phase_flipped: its absolute value; none")
        Mode mode,
    @JsonPropertyDescription("acceleration voltage in kV") Double voltageKilovolts,
    @JsonPropertyDescription("spherical aberration in mm") Double sphericalAberrationMillimetres,
    @JsonPropertyDescription("fraction of amplitude contrast, 0 to 1") Double amplitudeContrast,
    @JsonPropertyDescription("least defocus in A, positive is underfocus")
        Double defocusMinimumAngstroms,
    @JsonPropertyDescription("largest defocus in A") Double defocusMaximumAngstroms,
    @JsonPropertyDescription("largest difference of the two defoci in A")
        Double astigmatismMaximumAngstroms,
    @JsonPropertyDescription("B of the envelope exp(-B k^2 / 4) in A^2")
        @JsonProperty("b_factor_square_angstroms")
        Double bFactorSquareAngstroms,
    @JsonPropertyDescription("rim around the box drawn while the CTF acts, then cut off")
        Integer marginPixels) {

  /** How the CTF acts on the images. */
  public enum Mode {
    /** The CTF with its signs, as an uncorrected micrograph has it. */
    @JsonProperty("full")
    FULL,
    /** Its absolute value: images whose phases have been flipped. */
    @JsonProperty("phase_flipped")
    PHASE_FLIPPED,
    /** Neither CTF nor envelope. */
    @JsonProperty("none")
    NONE
  }

  /** What is null takes its default. */
  public CtfModel(
      @Nullable Mode mode,
      @Nullable Double voltageKilovolts,
      @Nullable Double sphericalAberrationMillimetres,
      @Nullable Double amplitudeContrast,
      @Nullable Double defocusMinimumAngstroms,
      @Nullable Double defocusMaximumAngstroms,
      @Nullable Double astigmatismMaximumAngstroms,
      @Nullable Double bFactorSquareAngstroms,
      @Nullable Integer marginPixels) {
    this.mode = mode == null ? Mode.FULL : mode;
    this.voltageKilovolts = Bounds.within("voltage_kilovolts", voltageKilovolts, 300, 20, 1000);
    this.sphericalAberrationMillimetres =
        Bounds.within(
            "spherical_aberration_millimetres", sphericalAberrationMillimetres, 2.7, 0, 20);
    this.amplitudeContrast = Bounds.within("amplitude_contrast", amplitudeContrast, 0.07, 0, 1);
    this.defocusMinimumAngstroms =
        Bounds.within("defocus_minimum_angstroms", defocusMinimumAngstroms, 5000, -1e5, 1e6);
    this.defocusMaximumAngstroms =
        Bounds.within(
            "defocus_maximum_angstroms",
            defocusMaximumAngstroms,
            Math.max(20000, this.defocusMinimumAngstroms),
            this.defocusMinimumAngstroms,
            1e6);
    this.astigmatismMaximumAngstroms =
        Bounds.within("astigmatism_maximum_angstroms", astigmatismMaximumAngstroms, 0, 0, 1e5);
    this.bFactorSquareAngstroms =
        Bounds.within("b_factor_square_angstroms", bFactorSquareAngstroms, 200, 0, 1e5);
    this.marginPixels = Bounds.within("margin_pixels", marginPixels, 0, 0, 2048);
  }

  /** Every default: 300 kV, 0.5 to 2 um, B = 200 A^2, signs kept. */
  public static CtfModel standard() {
    return new CtfModel(null, null, null, null, null, null, null, null, null);
  }

  /** The CTF of one particle. */
  public CtfParameters draw(SplittableRandom random) {
    double span = defocusMaximumAngstroms - defocusMinimumAngstroms;
    double defocus = defocusMinimumAngstroms + span * random.nextDouble();
    double astigmatism = astigmatismMaximumAngstroms * random.nextDouble();
    double angle = astigmatism == 0 ? 0 : 180 * random.nextDouble();
    return new CtfParameters(
        voltageKilovolts,
        sphericalAberrationMillimetres,
        amplitudeContrast,
        defocus + astigmatism / 2,
        defocus - astigmatism / 2,
        angle,
        0);
  }

  /** Filters an image of box x box pixels in place. */
  public void apply(float[] pixels, int box, double pixelSizeAngstroms, CtfParameters parameters) {
    if (mode == Mode.NONE) {
      return;
    }
    HalfSpectrum spectrum = Fft2D.of(box).forward(pixels);
    float[] ctf = new Ctf(parameters).sample(box, pixelSizeAngstroms);
    double exponent = -bFactorSquareAngstroms / 4 / Math.pow(box * pixelSizeAngstroms, 2);
    float[] envelope = new float[box / 2 + 1];
    // exp(-B k^2 / 4) is the product of its parts along x and y.
    for (int k = 0; k < envelope.length; k++) {
      envelope[k] = (float) Math.exp(exponent * k * k);
    }
    int columns = HalfSpectrum.columns(box);
    for (int r = 0; r < box; r++) {
      float rowEnvelope = envelope[Math.abs(HalfSpectrum.rowFrequency(box, r))];
      for (int c = 0; c < columns; c++) {
        float value = ctf[r * columns + c] * rowEnvelope * envelope[c];
        value = mode == Mode.PHASE_FLIPPED ? Math.abs(value) : value;
        int i = HalfSpectrum.index(box, r, c);
        spectrum.values()[i] *= value;
        spectrum.values()[i + 1] *= value;
      }
    }
    Fft2D.of(box).inverse(spectrum.values(), pixels);
  }
}
