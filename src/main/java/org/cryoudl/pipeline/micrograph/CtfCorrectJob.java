package org.cryoudl.pipeline.micrograph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographImage;
import org.cryoudl.io.micrographs.MicrographStar;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.micrograph.ctf.CtfCorrection;
import org.cryoudl.micrograph.ctf.CtfCorrection.Method;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/**
 * Corrects particles or micrographs for their CTF. Of particles it writes {@code particles.mrcs}
 * and {@code particles.star}, whose optics groups say what was done so that it is not done again;
 * of micrographs {@code NAME.mrc} and {@code micrographs.star}, which holds no CTF any more.
 */
public final class CtfCorrectJob {

  /** The corrected particles. */
  public static final String STAR = "particles.star";

  /** The corrected micrographs. */
  public static final String LIST = "micrographs.star";

  private static final String STACK = "particles.mrcs";
  private static final String IMAGE = "rlnImageName";
  private static final String FLIPPED = "rlnCtfDataArePhaseFlipped";
  private static final String MULTIPLIED = "rlnCtfDataAreCtfPremultiplied";

  /** What must not be used again where a Wiener filter has been used. */
  private static final Set<String> CTF_OF_PARTICLES =
      Set.of(
          "rlnDefocusU",
          "rlnDefocusV",
          "rlnDefocusAngle",
          "rlnPhaseShift",
          "rlnCtfMaxResolution",
          "rlnCtfFigureOfMerit",
          "rlnCtfBfactor",
          "rlnCtfScalefactor");

  private final CtfCorrection correction;
  private final Progress progress;

  private CtfCorrectJob(CtfCorrection correction, Progress progress) {
    this.correction = correction;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @return the list that was written
   * @throws DataException if the input cannot be read or was corrected already
   * @throws UsageException if a CTF or a pixel size is not known
   */
  public static Path run(
      MicrographInput input,
      CtfCorrection correction,
      Path output,
      boolean overwrite,
      Progress progress) {
    CtfCorrectJob job = new CtfCorrectJob(correction, progress);
    Path first = input.files().get(0);
    if (!MicrographInput.isStar(first)) {
      throw new UsageException(new MicrographReason.CtfUnknown(first.toString()));
    }
    if (MicrographStar.isListOfMicrographs(StarFile.read(first))) {
      job.micrographs(input, output, overwrite);
      return output.resolve(LIST);
    }
    if (input.files().size() > 1) {
      throw new UsageException(first + " holds particles; name it alone");
    }
    try (ParticleSet set = input.particles(first)) {
      job.particles(set, input, output, overwrite);
    }
    return output.resolve(STAR);
  }

  private void micrographs(MicrographInput input, Path output, boolean overwrite) {
    List<Micrograph> all = input.micrographs();
    List<String> roots = MicrographInput.rootNames(all);
    List<String> results = new ArrayList<>(List.of(LIST));
    roots.forEach(root -> results.add(root + ".mrc"));
    List<Path> inputs = new ArrayList<>(input.files());
    for (Micrograph each : all) {
      if (each.ctf().isEmpty()) {
        throw new UsageException(new MicrographReason.CtfUnknown(each.name()));
      }
      inputs.add(each.file());
    }
    try (OutputTransaction transaction =
            OutputTransaction.begin(output, results, inputs, overwrite);
        Progress.Stage stage = progress.start("correcting micrographs", all.size())) {
      transaction.publish(
          folder -> {
            List<Micrograph> corrected = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
              Micrograph each = all.get(i);
              double pixelSize = each.pixelSizeAngstroms().orElseThrow();
              Path file = folder.resolve(roots.get(i) + ".mrc");
              Image image =
                  correction.apply(
                      MicrographImage.read(each.file()).image(),
                      pixelSize,
                      each.ctf().orElseThrow());
              MrcWriter.writeImage(file, image, OptionalDouble.of(pixelSize));
              Path name = Path.of(StackResolver.nameWhereRun(StagingFolder.published(file)));
              corrected.add(
                  new Micrograph(
                      name.toString(),
                      name,
                      OptionalDouble.of(pixelSize),
                      Optional.empty(),
                      each.microscope(),
                      OptionalDouble.empty(),
                      OptionalDouble.empty()));
              stage.advance(1);
            }
            MicrographStar.write(folder.resolve(LIST), corrected);
          });
    }
  }

  private void particles(ParticleSet set, MicrographInput input, Path output, boolean overwrite) {
    if (set.phases() != PhaseState.UNKNOWN) {
      throw new DataException(
          set.file()
              + " says that its images are corrected already: they are "
              + (set.phases() == PhaseState.FLIPPED ? "phase-flipped" : "multiplied by their CTF"));
    }
    for (int row = 0; row < set.size(); row++) {
      if (set.ctf(row).isEmpty()) {
        throw new UsageException(new MicrographReason.CtfUnknown(set.place(row)));
      }
    }
    double pixelSize = input.pixelSizeOf(set);
    List<Path> inputs = new ArrayList<>(set.stacks());
    inputs.add(set.file());
    try (OutputTransaction transaction =
        OutputTransaction.begin(output, List.of(STACK, STAR), inputs, overwrite)) {
      transaction.watch(set.fileStates());
      transaction.publish(
          folder -> {
            writeStack(set, pixelSize, folder.resolve(STACK));
            Path stack = StagingFolder.published(folder.resolve(STACK));
            writeStar(set.file(), StackResolver.nameWhereRun(stack), folder.resolve(STAR));
          });
    }
  }

  private void writeStack(ParticleSet set, double pixelSize, Path file) {
    ImageSource images = set.images();
    try (MrcWriter writer =
            MrcWriter.stack(file, images.width(), images.height(), OptionalDouble.of(pixelSize));
        Progress.Stage stage = progress.start("correcting particles", set.size())) {
      ParallelLoop.run(
          set.size(),
          row -> {
            CtfParameters ctf = set.ctf(row).orElseThrow();
            writer.write(row, correction.apply(images.read(row), pixelSize, ctf).pixels());
            stage.advance(1);
          });
      writer.commit();
    }
  }

  /** The metadata as they were, with new image names and a note of what was done. */
  private void writeStar(Path from, String stack, Path to) {
    StarFile star = StarFile.read(from);
    boolean optics = star.table("optics").isPresent();
    StarWriter.write(
        to,
        writer -> {
          for (StarTable table : star.tables()) {
            writer.version(StarWriter.VERSION_3_1);
            writer.block(table.block());
            boolean noted = table.block().equals("optics") || !optics && table.has(IMAGE);
            writeTable(writer, table, stack, noted);
          }
        });
  }

  private void writeTable(StarWriter writer, StarTable table, String stack, boolean noted)
      throws IOException {
    List<Integer> kept = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    boolean forget = correction.method() == Method.WIENER && table.has(IMAGE);
    for (int c = 0; c < table.columns().size(); c++) {
      String column = table.columns().get(c);
      boolean state = noted && (column.equals(FLIPPED) || column.equals(MULTIPLIED));
      if (!state && !(forget && CTF_OF_PARTICLES.contains(column))) {
        kept.add(c);
        columns.add(column);
      }
    }
    Optional<String> state =
        switch (correction.method()) {
          case FLIP -> Optional.of(FLIPPED);
          case MULTIPLY -> Optional.of(MULTIPLIED);
          case WIENER -> Optional.empty();
        };
    state.filter(column -> noted).ifPresent(columns::add);
    int image = table.indexOf(IMAGE);
    writer.loop(columns);
    for (int row = 0; row < table.rowCount(); row++) {
      List<String> raw = table.rawValues(row);
      List<String> cells = new ArrayList<>();
      for (int c : kept) {
        cells.add(c == image ? StarWriter.quote(ImageLocation.name(stack, row)) : raw.get(c));
      }
      if (noted && state.isPresent()) {
        cells.add("1");
      }
      writer.row(cells);
    }
    writer.end();
  }
}
