package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.update.ParticleColumn;
import org.cryoudl.io.particles.update.ParticleCsWriter;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.io.particles.update.ParticleXmdWriter;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.figures.ParticleFigure;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;

/** The files of an alignment. */
public final class AlignmentOutput {

  /** The record of the run. */
  public static final String SUMMARY = "summary.json";

  /** The original images with their poses, for RELION. */
  public static final String PARTICLES_STAR = "particles.star";

  private static final String PARTICLES_XMD = "particles.xmd";
  private static final String CLASSES_XMD = "classes.xmd";
  private static final String PARTICLES_CS = "particles.cs";
  private static final String ALIGNED_STACK = "aligned.mrcs";
  private static final String ALIGNED_STAR = "aligned.star";
  private static final String ALIGNED_XMD = "aligned.xmd";
  private static final String AVERAGE = "average.mrc";

  /** The average as a picture. */
  public static final String AVERAGE_PNG = "average.png";

  private static final String SHEET = "before-after.png";

  private static final int SHEET_IMAGES = 12;

  private final Path folder;
  private final ParticleSet set;
  private final Alignment alignment;
  private final AlignedImages images;
  private final PoseFormat format;
  private final Progress progress;
  private final Map<Integer, Integer> positionOfRow = new HashMap<>();

  /**
   * Decides what is written.
   *
   * @param folder of the files; it must be there
   * @param set the particles that were aligned
   * @param alignment of the set
   * @param inverted whether particles were dark, so that images are to be written white
   * @param format of the metadata
   * @param progress shows how far it is, and what cannot be written
   */
  public AlignmentOutput(
      Path folder,
      ParticleSet set,
      Alignment alignment,
      boolean inverted,
      PoseFormat format,
      Progress progress) {
    this.folder = folder;
    this.set = set;
    this.alignment = alignment;
    this.images = new AlignedImages(set.images(), alignment, inverted);
    this.format = format;
    this.progress = progress;
    for (int i = 0; i < alignment.size(); i++) {
      positionOfRow.put(alignment.particles().rows()[i], i);
    }
  }

  /**
   * Makes sure, before any work is done, that a set can be written in a format.
   *
   * @throws UsageException if only cryoSPARC's metadata are to be written, of other particles
   */
  public static void requirePossible(ParticleSet set, PoseFormat format) {
    if (format == PoseFormat.CS && !ParticleCsWriter.isPossible(set)) {
      throw ParticleCsWriter.impossible(set, Path.of(PARTICLES_CS));
    }
  }

  /** The names of all files that an alignment may write. */
  public static List<String> names() {
    List<String> names =
        new ArrayList<>(
            List.of(
                PARTICLES_STAR,
                PARTICLES_XMD,
                CLASSES_XMD,
                PARTICLES_CS,
                ParticleCsWriter.groupBeside(PARTICLES_CS),
                AVERAGE,
                AVERAGE_PNG,
                SHEET,
                SUMMARY,
                ALIGNED_STACK,
                ALIGNED_STAR,
                ALIGNED_XMD));
    names.addAll(ClassOutput.names());
    names.addAll(RelionClassFiles.names());
    names.addAll(ReportFiles.names());
    return names;
  }

  /**
   * Writes metadata, averages and pictures; files of these names are replaced.
   *
   * @param withStack whether to write the turned images too
   * @return the power spectra of the classes, if there are classes
   */
  public Optional<ClassSpectra> write(boolean withStack) {
    MrcWriter.writeImage(
        folder.resolve(AVERAGE),
        alignment.largestView().unfilteredAverage(),
        alignment.pixelSizeAngstroms());
    PngImage.write(
        alignment.largestView().average(),
        folder.resolve(AVERAGE_PNG),
        ContrastStretch.MINIMUM_TO_MAXIMUM);
    PngImage.writeLevels(beforeAndAfter(), folder.resolve(SHEET));
    Optional<ClassSpectra> spectra =
        alignment.hasClasses() ? Optional.of(writeClasses()) : Optional.empty();
    ParticleUpdate update = particles();
    if (format.writesStar()) {
      warn(ParticleStarWriter.write(set, folder.resolve(PARTICLES_STAR), update));
      if (alignment.hasClasses()) {
        RelionClassFiles.write(folder, set, update, alignment);
      }
    }
    if (format.writesXmd()) {
      warn(ParticleXmdWriter.write(set, folder.resolve(PARTICLES_XMD), update));
      if (alignment.hasClasses()) {
        ParticleXmdWriter.writeClasses(
            set, folder.resolve(CLASSES_XMD), update, ClassOutput.members(folder, alignment));
      }
    }
    if (format.writesCs(ParticleCsWriter.isPossible(set))) {
      ParticleCsWriter.write(set, folder.resolve(PARTICLES_CS), update, Progress.silent());
    }
    if (withStack) {
      writeAligned();
      warn(
          format != PoseFormat.XMD
              ? ParticleStarWriter.write(set, folder.resolve(ALIGNED_STAR), alignedParticles())
              : ParticleXmdWriter.write(set, folder.resolve(ALIGNED_XMD), alignedParticles()));
    }
    return spectra;
  }

  private ClassSpectra writeClasses() {
    ClassOutput.write(folder, alignment);
    alignment
        .particles()
        .leading()
        .ifPresent(leading -> ClassProbabilities.write(folder, set, alignment, leading));
    ClassSpectra spectra = ClassSpectra.of(alignment, images, progress);
    spectra.write(folder, alignment);
    return spectra;
  }

  private void warn(List<String> messages) {
    messages.forEach(progress::warn);
  }

  private int at(int row) {
    return Objects.requireNonNull(positionOfRow.get(row));
  }

  private double ownPixels(int row) {
    return set.commonPixels().map(common -> common.inOwnPixels(row)).orElse(1.0);
  }

  private List<Integer> rows() {
    return IntStream.of(alignment.particles().rows()).boxed().toList();
  }

  /** The original images with their poses and what is known about each. */
  private ParticleUpdate particles() {
    ParticleUpdate update =
        ParticleUpdate.NONE
            .keeping(rows())
            .withPoses(row -> alignment.particles().poses()[at(row)]);
    return figures(
        alignment.particles().flips().isPresent()
            ? update.withFlips(row -> alignment.particles().flipped(at(row)))
            : update);
  }

  private ParticleUpdate figures(ParticleUpdate update) {
    ParticleUpdate all = update;
    for (ParticleColumn column : ParticleFigure.fileColumns(alignment, this::at, this::ownPixels)) {
      all = all.with(column);
    }
    return all;
  }

  /** The turned images: poses are zero, and astigmatism has turned with them. */
  private ParticleUpdate alignedParticles() {
    Path stack = StagingFolder.published(folder.resolve(ALIGNED_STACK));
    ParticleUpdate update =
        ParticleUpdate.NONE
            .keeping(rows())
            .withPoses(row -> Pose.IDENTITY)
            .with(
                new ParticleColumn(
                    "rlnImageName",
                    "image",
                    row -> ImageLocation.name(stack.toString().replace('\\', '/'), at(row))));
    boolean allHaveCtf =
        IntStream.of(alignment.particles().rows()).allMatch(row -> set.ctf(row).isPresent());
    if (allHaveCtf) {
      update =
          update.with(
              ParticleColumn.reals(
                  "rlnDefocusAngle",
                  "ctfDefocusAngle",
                  row ->
                      Angles.wrap(
                          defocusAngle(row) + alignment.particles().poses()[at(row)].psiDegrees(),
                          180)));
    }
    return figures(update);
  }

  /** The direction of the larger defocus in a particle as it is mirrored or not. */
  private double defocusAngle(int row) {
    double degrees = set.ctf(row).orElseThrow().defocusAngleDegrees();
    return alignment.particles().flipped(at(row)) ? 180 - degrees : degrees;
  }

  private void writeAligned() {
    int box = images.box();
    OptionalDouble pixelSize = alignment.pixelSizeAngstroms();
    try (Progress.Stage stage = progress.start("writing aligned stack", alignment.size());
        MrcWriter writer = MrcWriter.stack(folder.resolve(ALIGNED_STACK), box, box, pixelSize)) {
      ParallelLoop.run(
          alignment.size(),
          i -> {
            writer.write(i, images.after(i));
            stage.advance(1);
          });
      writer.commit();
    }
  }

  /** Some images as they came (upper rows) and turned (lower rows), low-passed to be seen. */
  private Image beforeAndAfter() {
    int count = Math.min(SHEET_IMAGES, alignment.size());
    List<Image> before = new ArrayList<>();
    List<Image> after = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      int i = (int) ((long) s * alignment.size() / count);
      before.add(images.visible(images.before(i)));
      after.add(images.visible(images.after(i)));
    }
    before.addAll(after);
    return ContactSheet.DEFAULT.withColumns(count).withMaximumTiles(2 * count).layOut(before);
  }
}
