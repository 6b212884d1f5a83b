package org.cryoudl.io.particles.update;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.cryosparc.NpyTableWriter;
import org.cryoudl.io.cryosparc.ResultGroup;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.CryosparcParticles;
import org.cryoudl.io.particles.table.CryosparcTables;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.progress.Progress;

/**
 * Writes particles that came from cryoSPARC as a .cs file: every field as it was, of the
 * passthrough files too, under the same {@code uid}, with new poses and classes in {@code
 * alignments2D}. Beside it a result group (.csg) names the file for cryoSPARC's job "Import Result
 * Group".
 *
 * <p>Poses are {@code alignments2D/pose} in radians from 0 to 2 pi and {@code alignments2D/shift}
 * in pixels of {@code alignments2D/psize_A}, both 32-bit reals: an angle is exact to 1.4e-5
 * degrees.
 */
public final class ParticleCsWriter {

  private static final String FIELDS = "alignments2D/";
  private static final String SPLIT = FIELDS + "split";

  /** What an angle just below 2 pi is in 32 bits; it is written as 0. */
  private static final float FULL_TURN = (float) (2 * Math.PI);

  /** How cryoSPARC names a path that is relative to the file it stands in. */
  private static final String HERE = ">";

  /**
   * Figures of cryoSPARC's 2D classification that we estimate, by the name of their column in STAR
   * files.
   */
  private static final Map<String, String> FIGURES =
      Map.of(
          FIELDS + "class_posterior", "cryoudlClassPosterior",
          FIELDS + "pose_ess", "cryoudlEffectivePoses");

  /**
   * The other 32-bit reals of a 2D alignment that are 0 where nobody estimated them. Those that an
   * earlier job of cryoSPARC left belong to its poses, and are not kept beside new ones.
   */
  private static final List<String> ZERO =
      List.of("error", "error_min", "resid_pow", "slice_pow", "image_pow", "cross_cor", "weight");

  /** The same that are 1: scales, shares, and numbers of poses and classes that are possible. */
  private static final List<String> ONE =
      List.of("alpha", "alpha_min", "pose_ess", "shift_ess", "class_posterior", "class_ess");

  private final ParticleSet set;
  private final CryosparcTables tables;
  private final ParticleUpdate update;
  private final int rows;

  private ParticleCsWriter(ParticleSet set, CryosparcParticles particles, ParticleUpdate update) {
    this.set = set;
    this.tables = particles.tables();
    this.update = update;
    rows = update.rowCount(set);
  }

  /** Whether a set can be written so: only cryoSPARC's own particles have a {@code uid}. */
  public static boolean isPossible(ParticleSet set) {
    return set.table() instanceof CryosparcParticles particles
        && particles.tables().has(CryosparcTables.UID);
  }

  /** What to throw where a set cannot be written so. */
  public static UsageException impossible(ParticleSet set, Path target) {
    return new UsageException(
        target
            + " cannot be written: cryoSPARC knows particles by their uid, and those of "
            + set.file()
            + " have none; write .star, which cryoSPARC imports");
  }

  /** The result group that is written with a .cs file. */
  public static String groupBeside(String name) {
    return name.replaceFirst("(?i)\\.cs$", "") + ".csg";
  }

  /**
   * Writes a set with what {@code update} changes, and its result group.
   *
   * @param target the .cs file to write; its folder must exist
   * @throws UsageException if the particles did not come from cryoSPARC, {@code target} is one of
   *     the set's own files, or poses may be mirrored
   */
  public static void write(ParticleSet set, Path target, ParticleUpdate update, Progress progress) {
    set.requireNotInput(target);
    update.requireNoFlips(target);
    if (!(set.table() instanceof CryosparcParticles particles) || !isPossible(set)) {
      throw impossible(set, StagingFolder.published(target));
    }
    ParticleCsWriter writer = new ParticleCsWriter(set, particles, update);
    String name = target.getFileName().toString();
    try (Progress.Stage stage = progress.start("writing rows", writer.rows)) {
      NpyTableWriter table = writer.table(StagingFolder.published(target));
      AtomicOutput.write(target, temporary -> table.write(temporary, writer.rows));
      ResultGroup.write(
          target.resolveSibling(groupBeside(name)), name, table.fields(), writer.rows);
      stage.advance(writer.rows);
    }
  }

  private NpyTableWriter table(Path published) {
    NpyTableWriter table = new NpyTableWriter();
    for (String field : tables.fields()) {
      if (update.poses().isPresent() && field.startsWith(FIELDS) && !field.equals(SPLIT)) {
        continue;
      }
      NpyTable source = tables.source(field);
      if (source.isText(field) && anyRelative(source, field)) {
        Map<String, String> known = new HashMap<>();
        table.texts(
            field,
            rows,
            position ->
                known.computeIfAbsent(
                    source.text(tables.rowOf(update.row(position), field), field),
                    text -> path(text, source, published)));
      } else {
        table.copy(source, field, position -> tables.rowOf(update.row(position), field));
      }
    }
    update.ownPoses(set).ifPresent(poses -> addPoses(table, poses));
    classes().ifPresent(numbers -> table.wholes(CryosparcParticles.CLASS, numbers::applyAsInt));
    return table;
  }

  private void addPoses(NpyTableWriter table, IntFunction<Pose> ofRow) {
    IntFunction<Pose> poses = new LastRow<>(position -> ofRow.apply(update.row(position)));
    if (!tables.has(SPLIT)) {
      table.wholes(SPLIT, position -> 0);
    }
    table.reals(
        CryosparcParticles.POSE,
        1,
        (position, item) -> radians(poses.apply(position).psiDegrees()));
    table.reals(
        CryosparcParticles.SHIFT,
        2,
        (position, item) ->
            item == 0
                ? poses.apply(position).originXPixels()
                : poses.apply(position).originYPixels());
    // Where nobody knows the pixel size the shift is in pixels of the images, as 0 says.
    table.reals(
        CryosparcParticles.SHIFT_PIXEL_SIZE,
        1,
        (position, item) -> set.pixelSizeAngstroms(update.row(position)).orElse(0));
    ZERO.forEach(name -> addFigure(table, FIELDS + name, 0));
    ONE.forEach(name -> addFigure(table, FIELDS + name, 1));
    if (classes().isEmpty()) {
      table.wholes(CryosparcParticles.CLASS, position -> 0);
    }
  }

  private void addFigure(NpyTableWriter table, String field, double unknown) {
    IntToDoubleFunction figure = figure(field).orElse(row -> unknown);
    table.reals(field, 1, (position, item) -> figure.applyAsDouble(update.row(position)));
  }

  private static float radians(double degrees) {
    double turned = Math.toRadians(Angles.wrap(degrees, 360));
    float pose = (float) (turned < 0 ? turned + 2 * Math.PI : turned);
    return pose >= FULL_TURN ? 0 : pose;
  }

  private Optional<IntToDoubleFunction> figure(String field) {
    return Optional.ofNullable(FIGURES.get(field))
        .flatMap(this::column)
        .map(values -> row -> Double.parseDouble(values.apply(row)));
  }

  /** The new class of each row that is written, counted from 0. */
  private Optional<IntUnaryOperator> classes() {
    return column(SharedColumn.CLASS.starName())
        .map(values -> position -> Integer.parseInt(values.apply(update.row(position))) - 1);
  }

  private Optional<IntFunction<String>> column(String starName) {
    return update.columns().stream()
        .filter(column -> column.starName().equals(starName))
        .map(ParticleColumn::value)
        .reduce((first, second) -> second);
  }

  private boolean anyRelative(NpyTable source, String field) {
    for (int row = 0; row < rows; row++) {
      if (source.text(tables.rowOf(update.row(row), field), field).startsWith(HERE)) {
        return true;
      }
    }
    return false;
  }

  /** A path that holds from the new file's folder as it did from the old one's. */
  private static String path(String text, NpyTable source, Path published) {
    if (!text.startsWith(HERE)) {
      return text;
    }
    Path old = AtomicOutput.folderOf(Path.of(source.file())).normalize();
    Path file = old.resolve(text.substring(HERE.length())).normalize();
    Path folder = AtomicOutput.folderOf(published).normalize();
    return folder.equals(old) || !Files.exists(file)
        ? text
        : HERE + folder.relativize(file).toString().replace('\\', '/');
  }
}
