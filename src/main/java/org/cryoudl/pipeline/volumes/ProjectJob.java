package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcMode;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.volume.CentralSection;
import org.cryoudl.volume.Interpolation;

/**
 * Projects a volume in many directions.
 *
 * @param volume a cube
 * @param output folder for stack, metadata and picture
 * @param angles a file of directions, if there is one
 * @param uniform how many evenly spread directions are taken instead
 * @param ctfOfFile whether the file's CTFs are applied
 * @param microscope whose CTFs are applied, if any
 * @param signalToNoise variance of the projections over that of white noise that is added; none if
 *     empty
 * @param interpolation how the transform is read
 * @param pixelSizeAngstroms of the volume, if the user states it
 * @param seed of everything that is drawn
 * @param overwrite whether results that are there may be replaced
 */
public record ProjectJob(
    Path volume,
    Path output,
    Optional<Path> angles,
    int uniform,
    boolean ctfOfFile,
    Optional<Microscope> microscope,
    OptionalDouble signalToNoise,
    Interpolation interpolation,
    OptionalDouble pixelSizeAngstroms,
    long seed,
    boolean overwrite) {

  static final String STACK = "projections.mrcs";
  static final String STAR = "projections.star";
  static final String PNG = "projections.png";

  /** Projections on the contact sheet. */
  private static final int SHOWN = 49;

  /** As many tell the mean variance of all well enough. */
  private static final int MEASURED = 200;

  /**
   * Projects and writes.
   *
   * @return the number of projections
   * @throws DataException if the volume or the angles cannot be read, or a CTF is missing
   * @throws UsageException if no pixel size is known where a CTF needs it, or a result is there and
   *     may not be replaced
   */
  public int run(Progress progress) {
    List<Path> inputs = new ArrayList<>(List.of(volume));
    angles.ifPresent(inputs::add);
    try (OutputTransaction results =
        OutputTransaction.begin(output, List.of(STACK, STAR, PNG), inputs, overwrite)) {
      VolumeFile read = VolumeFile.read(volume, pixelSizeAngstroms);
      List<View> views = views();
      if (views.get(0).ctf().isPresent() && read.pixelSizeAngstroms().isEmpty()) {
        throw new UsageException(new Length.PixelSizeUnknown("a CTF", volume.toString()));
      }
      if (read.pixelSizeAngstroms().isEmpty()) {
        progress.warn(
            volume
                + " does not know its pixel size; the metadata of the projections will not either");
      }
      CentralSection sections = new CentralSection(read.grid(), interpolation);
      results.publish(folder -> write(folder, sections, views, read, progress));
      return views.size();
    }
  }

  private List<View> views() {
    List<View> views =
        angles.isPresent() ? Views.read(angles.get(), ctfOfFile) : Views.uniform(uniform, seed);
    return microscope.isPresent() ? Views.withCtf(views, microscope.get(), seed) : views;
  }

  private void write(
      Path folder, CentralSection sections, List<View> views, VolumeFile read, Progress progress) {
    int box = sections.box();
    double noise = noiseDeviation(sections, views, read);
    try (MrcWriter stack =
            MrcWriter.stack(
                folder.resolve(STACK), box, box, MrcMode.FLOAT32, read.pixelSizeAngstroms());
        Progress.Stage stage = progress.start("projecting", views.size())) {
      ParallelLoop.run(
          views.size(),
          i -> {
            float[] pixels = projection(sections, views.get(i), read);
            addNoise(pixels, noise, i);
            stack.write(i, pixels);
            stage.advance(1);
          });
      stack.commit();
    }
    new ProjectionStar(views, box, read.pixelSizeAngstroms())
        .write(folder.resolve(STAR), StackResolver.nameWhereRun(output.resolve(STACK)));
    drawFirst(folder, views.size());
  }

  private static float[] projection(CentralSection sections, View view, VolumeFile read) {
    float[] factors =
        view.ctf()
            .map(
                ctf -> new Ctf(ctf).sample(sections.box(), read.pixelSizeAngstroms().getAsDouble()))
            .orElse(new float[0]);
    return sections.projection(view.angles(), view.originXPixels(), view.originYPixels(), factors);
  }

  private double noiseDeviation(CentralSection sections, List<View> views, VolumeFile read) {
    if (signalToNoise.isEmpty()) {
      return 0;
    }
    int count = Math.min(MEASURED, views.size());
    double[] variances = new double[count];
    ParallelLoop.run(
        count,
        i ->
            variances[i] =
                variance(
                    projection(
                        sections, views.get((int) ((long) i * views.size() / count)), read)));
    return Math.sqrt(DoubleStream.of(variances).average().orElse(0) / signalToNoise.getAsDouble());
  }

  private static double variance(float... pixels) {
    double sum = 0;
    double squares = 0;
    for (float pixel : pixels) {
      sum += pixel;
      squares += (double) pixel * pixel;
    }
    double mean = sum / pixels.length;
    return squares / pixels.length - mean * mean;
  }

  private void addNoise(float[] pixels, double deviation, int index) {
    if (deviation > 0) {
      SplittableRandom random = KeyedRandom.of(seed, "noise", index);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += (float) (deviation * random.nextGaussian());
      }
    }
  }

  private static void drawFirst(Path folder, int count) {
    try (MrcFile stack = MrcFile.open(folder.resolve(STACK))) {
      List<Image> first = IntStream.range(0, Math.min(SHOWN, count)).mapToObj(stack::read).toList();
      PngImage.writeLevels(ContactSheet.DEFAULT.layOut(first), folder.resolve(PNG));
    }
  }
}
