package org.cryoudl.pipeline.align.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ClassAccuracy;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.pipeline.files.OutputFolder;

/**
 * Classes as RELION's Class2D leaves them, so that its Subset selection opens them and {@code
 * relion_refine} starts from them: the files of an iteration 0. RELION 4 and 5 open the optimiser's
 * file, 3.1 the model's. Names of files are relative to where the program runs, as RELION wants
 * them relative to its project.
 *
 * <p>The optimiser's file names the other files and no more: {@code relion_refine --continue} and
 * the class ranker need one that RELION wrote.
 */
public final class RelionClassFiles {

  private static final String FOLDER = "relion";
  private static final String DATA = FOLDER + "/run_it000_data.star";
  private static final String MODEL = FOLDER + "/run_it000_model.star";
  private static final String OPTIMISER = FOLDER + "/run_it000_optimiser.star";
  private static final String AVERAGES = FOLDER + "/run_it000_classes.mrcs";

  /** RELION's number for what is not known of a class without particles. */
  private static final double UNKNOWN = 999;

  /** The pixel size that STAR files state if nobody knows it. */
  private static final double UNKNOWN_PIXEL_SIZE = 1;

  private final Path folder;
  private final Alignment alignment;
  private final double pixelSizeAngstroms;
  private final int classes;

  private RelionClassFiles(Path folder, Alignment alignment) {
    this.folder = folder;
    this.alignment = alignment;
    pixelSizeAngstroms = alignment.pixelSizeAngstroms().orElse(UNKNOWN_PIXEL_SIZE);
    classes =
        IntStream.range(0, alignment.views().size())
                .filter(k -> !alignment.views().get(k).isEmpty())
                .max()
                .orElse(0)
            + 1;
  }

  /** The names of the files, relative to the folder of the results. */
  static List<String> names() {
    return List.of(DATA, MODEL, OPTIMISER, AVERAGES);
  }

  /**
   * Writes the files into a folder of their own. Classes behind the last one with particles are
   * left out.
   *
   * @param folder of the results; it must be there
   * @param set the particles that were sorted
   * @param update poses, classes and figures of the particles
   * @param alignment of the set, with classes and without mirrored particles
   * @throws org.cryoudl.failure.UsageException if particles may be mirrored, which STAR files
   *     cannot hold
   */
  public static void write(
      Path folder, ParticleSet set, ParticleUpdate update, Alignment alignment) {
    OutputFolder.make(folder.resolve(FOLDER));
    RelionClassFiles files = new RelionClassFiles(folder, alignment);
    ParticleStarWriter.write(set, folder.resolve(DATA), update); // what it warns of is known
    files.writeAverages();
    StarWriter.write(folder.resolve(MODEL), files::model);
    StarWriter.write(folder.resolve(OPTIMISER), files::optimiser);
  }

  private void writeAverages() {
    int box = alignment.box();
    try (MrcWriter writer =
        MrcWriter.stack(
            folder.resolve(AVERAGES), box, box, OptionalDouble.of(pixelSizeAngstroms))) {
      for (int k = 0; k < classes; k++) {
        writer.append(alignment.views().get(k).average().pixels());
      }
      writer.commit();
    }
  }

  /** A file's final path, as RELION is to find it. */
  private String place(String name) {
    return StagingFolder.published(folder.resolve(name)).toString().replace('\\', '/');
  }

  private void optimiser(StarWriter out) throws IOException {
    out.version(StarWriter.VERSION_3_1);
    out.block("optimiser_general");
    out.single("rlnOutputRootName", quoted(FOLDER + "/run"));
    out.single("rlnModelStarFile", quoted(MODEL));
    out.single("rlnExperimentalDataStarFile", quoted(DATA));
    out.single("rlnCurrentIteration", "0");
    out.end();
  }

  private String quoted(String name) {
    return StarWriter.quote(place(name));
  }

  private void model(StarWriter out) throws IOException {
    out.version(StarWriter.VERSION_3_1);
    out.block("model_general");
    out.single("rlnReferenceDimensionality", "2");
    out.single("rlnDataDimensionality", "2");
    out.single("rlnOriginalImageSize", Integer.toString(alignment.box()));
    out.single("rlnCurrentResolution", decimal(bestResolution()));
    out.single("rlnCurrentImageSize", Integer.toString(alignment.box()));
    out.single("rlnPixelSize", decimal(pixelSizeAngstroms));
    out.single("rlnNrClasses", Integer.toString(classes));
    out.single("rlnAveragePmax", decimal(meanConfidence()));
    out.end();
    out.open(
        "model_classes",
        List.of(
            "rlnReferenceImage",
            "rlnClassDistribution",
            "rlnAccuracyRotations",
            "rlnAccuracyTranslationsAngst",
            "rlnEstimatedResolution",
            "rlnOverallFourierCompleteness",
            "rlnClassPriorOffsetX",
            "rlnClassPriorOffsetY",
            "cryoudlClassScore"));
    for (int k = 0; k < classes; k++) {
      out.row(row(k));
    }
    out.end();
  }

  private List<String> row(int k) {
    ViewResult view = alignment.views().get(k);
    Optional<ClassAccuracy> accuracy = ClassAccuracy.of(alignment, k);
    return List.of(
        StarWriter.quote(ImageLocation.name(place(AVERAGES), k)),
        decimal((double) view.particles() / alignment.size()),
        decimal(known(accuracy.map(ClassAccuracy::psiErrorDegrees))),
        decimal(known(accuracy.map(each -> each.shiftErrorPixels() * pixelSizeAngstroms))),
        decimal(ClassOutput.resolution(alignment, view).orElse(UNKNOWN)),
        decimal(view.isEmpty() ? 0 : 1),
        decimal(0),
        decimal(0),
        decimal(ClassQuality.of(alignment, k).value()));
  }

  private static double known(Optional<Double> figure) {
    return figure.filter(Double::isFinite).orElse(UNKNOWN);
  }

  private double bestResolution() {
    return alignment.views().stream()
        .map(view -> ClassOutput.resolution(alignment, view))
        .flatMapToDouble(OptionalDouble::stream)
        .min()
        .orElse(UNKNOWN);
  }

  private double meanConfidence() {
    return Arrays.stream(alignment.particles().confidence()).average().orElse(0);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
