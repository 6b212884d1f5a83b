package org.cryoudl.pipeline.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.evaluation.classes.ClassMatching;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;

/**
 * Two classifications of the same particles, class by class.
 *
 * @param matching which classes are the same
 * @param pairs the matching classes, the largest overlap first
 */
record ClassAgreement(ClassMatching matching, List<MatchedClass> pairs) {

  /**
   * Two classes that match, and the poses of the particles in both.
   *
   * @param pair the classes
   * @param particles places of the particles in both, among all that both files hold
   * @param differences of their poses, the turn and shift between the two classes taken out
   */
  record MatchedClass(ClassMatching.Pair pair, int[] particles, PoseDifferences differences) {

    /** A pose of the second file in the frame of the first file's class. */
    Pose inFirstFrame(Pose second) {
      Pose frame = differences.score().frame();
      double[] shift = frame.apply(0, 0);
      return second.thenMove(frame.psiDegrees(), shift[0], shift[1]);
    }
  }

  /**
   * Compares.
   *
   * @param first class of each particle that both files hold, in the first
   * @param second the same in the second
   * @param posesA poses in the first file
   * @param posesB poses in the second file
   */
  static ClassAgreement of(int[] first, int[] second, Pose[] posesA, Pose[] posesB) {
    ClassMatching matching = ClassMatching.of(first, second);
    List<MatchedClass> pairs = new ArrayList<>();
    for (ClassMatching.Pair pair : matching.pairs()) {
      int[] shared =
          IntStream.range(0, first.length)
              .filter(i -> first[i] == pair.first() && second[i] == pair.second())
              .toArray();
      pairs.add(
          new MatchedClass(
              pair, shared, PoseDifferences.of(some(posesA, shared), some(posesB, shared))));
    }
    return new ClassAgreement(matching, pairs);
  }

  /** Places of all particles in matching classes, in the first file's order. */
  int[] particles() {
    return pairs.stream().flatMapToInt(each -> Arrays.stream(each.particles())).sorted().toArray();
  }

  /** All poses of the second file; those in matching classes in the frame of the first's class. */
  Pose[] inFirstFrames(Pose[] posesB) {
    Pose[] moved = posesB.clone();
    for (MatchedClass each : pairs) {
      for (int i : each.particles()) {
        moved[i] = each.inFirstFrame(posesB[i]);
      }
    }
    return moved;
  }

  static Pose[] some(Pose[] poses, int[] which) {
    return Arrays.stream(which).mapToObj(i -> poses[i]).toArray(Pose[]::new);
  }

  /**
   * Plain averages of two matching classes, of all their particles in both files.
   *
   * @param first of the first file's class
   * @param second of the second file's class, brought onto the first
   * @param correlation of the two inside the mask
   */
  record ClassAverages(Image first, Image second, double correlation) {}

  /**
   * Averages of the matching classes, in the order of the pairs.
   *
   * @param rows row of each particle in the images
   * @param first class of each particle in the first file
   * @param second its class in the second file
   */
  List<ClassAverages> averages(
      ImageSource images,
      int[] rows,
      int[] first,
      int[] second,
      Pose[] posesA,
      Pose[] posesB,
      CircularMask mask) {
    List<ClassAverages> all = new ArrayList<>();
    for (MatchedClass each : pairs) {
      Image a = average(images, rows, first, each.pair().first(), posesA);
      Image b = average(images, rows, second, each.pair().second(), posesB);
      FrameMatch frame = FrameMatch.of(a, b, mask);
      all.add(new ClassAverages(a, frame.applyTo(b), frame.correlation()));
    }
    return all;
  }

  private static Image average(
      ImageSource images, int[] rows, int[] classes, int number, Pose[] poses) {
    int[] members = IntStream.range(0, classes.length).filter(i -> classes[i] == number).toArray();
    int[] memberRows = Arrays.stream(members).map(i -> rows[i]).toArray();
    return PosedAverages.of(images, memberRows, some(poses, members)).all();
  }

  /** What a person reads: a line of sums, then one a pair of classes. */
  List<String> lines(List<ClassAverages> averages) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d classes match; %d of %d particles (%.1f %%) are in matching classes; adjusted Rand"
                + " index %.3f",
            pairs.size(),
            matching.inMatching(),
            matching.particles(),
            100.0 * matching.inMatching() / matching.particles(),
            matching.adjustedRandIndex()));
    lines.add(
        "class in A  in B   size in A  in B  in both  overlap   angles differ: mean  median  >10deg"
            + "  centres px"
            + (averages.isEmpty() ? "" : "  averages correlate"));
    for (int p = 0; p < pairs.size(); p++) {
      MatchedClass each = pairs.get(p);
      OptionalDouble shift = each.differences().score().meanShiftPixels();
      String line =
          String.format(
              Locale.ROOT,
              "%10d %5d %11d %5d %8d %8.3f %20.2f %7.2f %7.3f %11s",
              each.pair().first(),
              each.pair().second(),
              each.pair().firstSize(),
              each.pair().secondSize(),
              each.pair().shared(),
              each.pair().overlap(),
              each.differences().score().mod360().meanDegrees(),
              each.differences().score().mod360().medianDegrees(),
              each.differences().score().mod360().shareAbove10(),
              shift.isPresent() ? String.format(Locale.ROOT, "%.2f", shift.getAsDouble()) : "-");
      lines.add(
          averages.isEmpty()
              ? line
              : line + String.format(Locale.ROOT, " %19.3f", averages.get(p).correlation()));
    }
    addAlone(lines, "A", matching.onlyFirst());
    addAlone(lines, "B", matching.onlySecond());
    return lines;
  }

  private static void addAlone(List<String> lines, String file, List<Integer> classes) {
    if (!classes.isEmpty()) {
      lines.add(
          "classes of "
              + file
              + " without a match: "
              + String.join(", ", classes.stream().map(String::valueOf).toList()));
    }
  }
}
