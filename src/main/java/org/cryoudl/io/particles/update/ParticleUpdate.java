package org.cryoudl.io.particles.update;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.particles.CommonPixels;
import org.cryoudl.io.particles.ParticleSet;

/**
 * What is to differ from the input when a particle set is written. Functions are given the row in
 * the set, whichever rows are kept.
 *
 * @param poses new poses, in pixels of the set's images and RELION's convention, turned into the
 *     file's own
 * @param flips which particles are mirrored (x becomes -x) before their new pose
 * @param columns new or replaced columns
 * @param rows the rows to keep, in the order to write; all if empty
 */
public record ParticleUpdate(
    Optional<IntFunction<Pose>> poses,
    Optional<IntPredicate> flips,
    List<ParticleColumn> columns,
    Optional<List<Integer>> rows) {

  /**
   * How columns of our own begin. Where poses are new, those that an earlier run left in the input
   * say nothing any more.
   */
  private static final String OWN = "cryoudl";

  /** Everything as it was read, except that image names are made to hold where we run. */
  public static final ParticleUpdate NONE =
      new ParticleUpdate(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

  public ParticleUpdate {
    columns = List.copyOf(columns);
    rows = rows.map(List::copyOf);
  }

  /** This update with a new pose for every particle. */
  public ParticleUpdate withPoses(IntFunction<Pose> newPoses) {
    return new ParticleUpdate(Optional.of(newPoses), flips, columns, rows);
  }

  /** This update with some particles mirrored before their pose. */
  public ParticleUpdate withFlips(IntPredicate flipped) {
    return new ParticleUpdate(poses, Optional.of(flipped), columns, rows);
  }

  /** The new poses in pixels of each particle's stack. */
  Optional<IntFunction<Pose>> ownPoses(ParticleSet set) {
    Optional<CommonPixels> common = set.commonPixels();
    return common.isPresent()
        ? poses.map(pose -> row -> common.get().toOwn(row, pose.apply(row)))
        : poses;
  }

  /** The same in XMIPP's convention, mirrored ones among them. */
  Optional<IntFunction<XmippPose>> xmippPoses(ParticleSet set) {
    IntPredicate flipped = flips.orElse(row -> false);
    return ownPoses(set).map(pose -> row -> XmippPose.of(pose.apply(row), flipped.test(row)));
  }

  /**
   * Makes sure that no pose is mirrored.
   *
   * @throws UsageException if particles may be mirrored, which STAR files cannot hold
   */
  void requireNoFlips(Path target) {
    if (flips.isPresent()) {
      throw new UsageException(
          StagingFolder.published(target)
              + " cannot hold mirrored particles, no STAR or .cs file can; write XMD");
    }
  }

  /** This update with one more column. */
  public ParticleUpdate with(ParticleColumn column) {
    List<ParticleColumn> more = new ArrayList<>(columns);
    more.add(column);
    return new ParticleUpdate(poses, flips, more, rows);
  }

  /** This update with only some rows, in the order given. */
  public ParticleUpdate keeping(List<Integer> keptRows) {
    return new ParticleUpdate(poses, flips, columns, Optional.of(keptRows));
  }

  /** Sets the columns in a table. */
  void setColumns(TableEdit edit, Function<ParticleColumn, String> name) {
    addColumns(edit, name);
    if (poses.isPresent()) {
      edit.forget(OWN);
    }
  }

  /** Sets the columns in a table that holds none of an earlier run. */
  void addColumns(TableEdit edit, Function<ParticleColumn, String> name) {
    columns.stream()
        .filter(column -> !name.apply(column).isEmpty())
        .forEach(column -> edit.set(name.apply(column), column.value()));
  }

  /** The rows to write, in their order. */
  Iterable<Integer> rows(ParticleSet set) {
    return rows.isPresent() ? rows.get() : IntStream.range(0, set.size()).boxed()::iterator;
  }

  int rowCount(ParticleSet set) {
    return rows.map(List::size).orElse(set.size());
  }

  /** The row of the set that comes at a position of the output. */
  int row(int position) {
    return rows.isPresent() ? rows.get().get(position) : position;
  }
}
