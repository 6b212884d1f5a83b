package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.volume.CentralSection;
import org.cryoudl.volume.Interpolation;
import org.cryoudl.volume.RealSpaceProjection;

/**
 * Shows the central section theorem on a volume: the section of its transform, and the transform of
 * its projection, which was made in real space.
 *
 * @param volume a cube
 * @param output folder for section, projection and its transform
 * @param view the direction of view
 * @param interpolation how the transform is read
 * @param pixelSizeAngstroms of the volume, if the user states it
 * @param overwrite whether results that are there may be replaced
 */
public record SliceJob(
    Path volume,
    Path output,
    EulerAngles view,
    Interpolation interpolation,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite) {

  private static final String SLICE = "slice.mrcs";
  private static final String SLICE_PNG = "slice.png";
  private static final String PROJECTION = "projection.mrc";
  private static final String PROJECTION_PNG = "projection.png";
  private static final String TRANSFORM = "transform.mrcs";
  private static final String TRANSFORM_PNG = "transform.png";

  /** Amplitudes this much below the largest are black in the pictures. */
  private static final double DARKEST = 1e-6;

  /**
   * How well the theorem holds.
   *
   * @param relativeDifference root-mean-square difference of section and transform over the
   *     root-mean-square of the transform, up to floor(box / 2) cycles per box
   */
  public record Agreement(double relativeDifference) {

    /** What a person reads of it. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "section and transform of the projection differ by %.2g of the transform",
          relativeDifference);
    }
  }

  /**
   * Makes and writes both.
   *
   * @throws org.cryoudl.failure.DataException if the volume cannot be read or is no cube
   * @throws org.cryoudl.failure.UsageException if a result is there and may not be replaced
   */
  public Agreement run() {
    List<String> names =
        List.of(SLICE, SLICE_PNG, PROJECTION, PROJECTION_PNG, TRANSFORM, TRANSFORM_PNG);
    try (OutputTransaction results =
        OutputTransaction.begin(output, names, List.of(volume), overwrite)) {
      VolumeFile read = VolumeFile.read(volume, pixelSizeAngstroms);
      int box = read.box();
      HalfSpectrum section = new CentralSection(read.grid(), interpolation).at(view);
      Image projection = Image.square(box, new RealSpaceProjection(read.grid()).at(view));
      HalfSpectrum transform = Fft2D.of(box).forward(projection.pixels());
      Fft2D.of(box).centrePhase(transform.values());
      results.publish(
          folder -> {
            write(folder, SLICE, SLICE_PNG, section);
            write(folder, TRANSFORM, TRANSFORM_PNG, transform);
            MrcWriter.writeImage(folder.resolve(PROJECTION), projection, read.pixelSizeAngstroms());
            PngImage.write(
                projection, folder.resolve(PROJECTION_PNG), ContrastStretch.MINIMUM_TO_MAXIMUM);
          });
      return agreement(section, transform);
    }
  }

  private static Agreement agreement(HalfSpectrum section, HalfSpectrum transform) {
    int box = section.box();
    double difference = 0;
    double power = 0;
    int radius = box / 2;
    for (int row = 0; row < box; row++) {
      int ky = HalfSpectrum.rowFrequency(box, row);
      for (int kx = 0; kx < HalfSpectrum.columns(box); kx++) {
        if (kx * kx + ky * ky > radius * radius) {
          continue;
        }
        int m = HalfSpectrum.multiplicity(box, kx);
        int i = HalfSpectrum.index(box, row, kx);
        for (int part = i; part < i + 2; part++) {
          double d = section.values()[part] - transform.values()[part];
          difference += m * d * d;
          power += m * (double) transform.values()[part] * transform.values()[part];
        }
      }
    }
    return new Agreement(power > 0 ? Math.sqrt(difference / power) : 0);
  }

  /** The whole plane, frequency 0 at the centre pixel: real part, imaginary part; and a picture. */
  private static void write(Path folder, String stack, String picture, HalfSpectrum half) {
    int box = half.box();
    float[] re = new float[box * box];
    float[] im = new float[box * box];
    float[] logarithm = new float[box * box];
    double most = 0;
    for (int i = 0; i < half.values().length; i += 2) {
      most = Math.max(most, Math.hypot(half.values()[i], half.values()[i + 1]));
    }
    int centre = Image.centre(box);
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        int kx = column - centre;
        int ky = row - centre;
        int sign = kx < 0 ? -1 : 1;
        int i = HalfSpectrum.index(box, Math.floorMod(sign * ky, box), sign * kx);
        int to = row * box + column;
        re[to] = half.values()[i];
        im[to] = sign * half.values()[i + 1];
        logarithm[to] =
            (float) Math.log(Math.max(Math.hypot(re[to], im[to]), DARKEST * most + 1e-30));
      }
    }
    try (MrcWriter writer =
        MrcWriter.stack(folder.resolve(stack), box, box, OptionalDouble.empty())) {
      writer.append(re);
      writer.append(im);
      writer.commit();
    }
    PngImage.write(
        Image.square(box, logarithm), folder.resolve(picture), ContrastStretch.MINIMUM_TO_MAXIMUM);
  }
}
