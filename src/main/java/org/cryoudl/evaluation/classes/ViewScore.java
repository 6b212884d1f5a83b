package org.cryoudl.evaluation.classes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.classes.ViewFigures.Figure;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Scores a classification of many views against truth. A view and its mirror are different views.
 * The commonest specimen of a class is its own; its mean direction is that of its own molecules.
 * Classes with fewer than two of these have no direction; their particles count as 180 degrees off.
 */
public final class ViewScore {

  private static final double NEAR_DEGREES = 20;
  private static final double FRAME_DEGREES = 15;
  private static final double LOST_DEGREES = 180;

  /** Keeps the mean of directions that cancel finite. */
  private static final double TINY = 1e-12;

  /**
   * Figures of one class.
   *
   * @param number of the class
   * @param particles in it
   * @param specimen the commonest among them
   * @param directionMedian median angle in degrees to the mean direction, over its own molecules
   * @param w20 share of these within 20 degrees
   * @param frameW15 share of these whose in-plane angle agrees with the frame to 15 degrees
   */
  public record OneClass(
      int number,
      int particles,
      String specimen,
      double directionMedian,
      double w20,
      double frameW15) {}

  private final ClassifiedViews views;
  private final double[][] rotations;
  private final int[] classNumbers;
  private final int[] classOf;
  private final String[] specimenNames;
  private final int[] specimenOf;
  private final ViewGroup[][] groups;
  private final ViewCells cells;
  private final PairErrors pairs;

  public ViewScore(ClassifiedViews views) {
    this.views = views;
    this.rotations = Arrays.stream(views.views()).map(EulerAngles::matrix).toArray(double[][]::new);
    this.classNumbers = Arrays.stream(views.classes()).sorted().distinct().toArray();
    this.classOf =
        Arrays.stream(views.classes()).map(k -> Arrays.binarySearch(classNumbers, k)).toArray();
    this.specimenNames =
        Arrays.stream(views.specimens()).sorted().distinct().toArray(String[]::new);
    this.specimenOf =
        Arrays.stream(views.specimens())
            .mapToInt(name -> Arrays.binarySearch(specimenNames, name))
            .toArray();
    this.groups = groups();
    this.cells =
        new ViewCells(
            Arrays.stream(specimenOf)
                .map(s -> ClassifiedViews.isJunk(specimenNames[s]) ? -1 : s)
                .toArray(),
            Arrays.stream(rotations).mapToInt(ViewCells::nearest).toArray());
    int[] majority = majority(once());
    this.pairs =
        PairErrors.of(
            IntStream.range(0, classNumbers.length)
                .mapToObj(k -> groups[k][majority[k]])
                .filter(Objects::nonNull)
                .toList());
  }

  private ViewGroup[][] groups() {
    int specimens = specimenNames.length;
    List<List<Integer>> members = new ArrayList<>();
    for (int g = 0; g < classNumbers.length * specimens; g++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < views.size(); i++) {
      members.get(classOf[i] * specimens + specimenOf[i]).add(i);
    }
    ViewGroup[][] made = new ViewGroup[classNumbers.length][specimens];
    ParallelLoop.run(
        members.size(),
        g -> {
          int[] own = members.get(g).stream().mapToInt(Integer::intValue).toArray();
          if (own.length >= 2 && !ClassifiedViews.isJunk(specimenNames[g % specimens])) {
            made[g / specimens][g % specimens] = new ViewGroup(own, rotations, views.psiDegrees());
          }
        });
    return made;
  }

  private int[] once() {
    int[] weights = new int[views.size()];
    Arrays.fill(weights, 1);
    return weights;
  }

  /** Number of classes that hold particles. */
  public int classes() {
    return classNumbers.length;
  }

  /** The figures over all particles. */
  public ViewFigures figures() {
    return figures(once(), pairs.median());
  }

  /**
   * Every figure with its interval: all is worked out again on particles drawn with replacement,
   * but for the medoids of the frames. The interval of {@code pair_psi} rests on a random part of
   * the pairs where there are very many.
   */
  public Map<Figure, Estimate> intervals(Bootstrap bootstrap) {
    Figure[] all = Figure.values();
    List<Estimate> estimates =
        bootstrap.ofCounts(
            views.size(),
            counts -> {
              ViewFigures drawn = figures(counts, pairs.median(counts));
              return Arrays.stream(all).mapToDouble(figure -> figure.of(drawn)).toArray();
            });
    ViewFigures exact = figures();
    Map<Figure, Estimate> result = new EnumMap<>(Figure.class);
    for (Figure figure : all) {
      Estimate found = estimates.get(figure.ordinal());
      result.put(figure, new Estimate(figure.of(exact), found.low(), found.high()));
    }
    return result;
  }

  /** The classes in the order of their numbers; figures of a class without direction are NaN. */
  public List<OneClass> perClass() {
    int[] weights = once();
    int[] majority = majority(weights);
    List<OneClass> all = new ArrayList<>();
    for (int k = 0; k < classNumbers.length; k++) {
      int own = k;
      int particles = (int) Arrays.stream(classOf).filter(c -> c == own).count();
      Optional<ClassErrors> errors = errors(k, majority[k], weights);
      all.add(
          new OneClass(
              classNumbers[k],
              particles,
              specimenNames[majority[k]],
              errors.map(e -> median(e.angles)).orElse(Double.NaN),
              errors.map(e -> share(e.angles, NEAR_DEGREES)).orElse(Double.NaN),
              errors.map(e -> share(e.frames, FRAME_DEGREES)).orElse(Double.NaN)));
    }
    return all;
  }

  /** The commonest specimen of each class and the first by name of several. */
  private int[] majority(int[] weights) {
    long[][] counts = new long[classNumbers.length][specimenNames.length];
    for (int i = 0; i < weights.length; i++) {
      counts[classOf[i]][specimenOf[i]] += weights[i];
    }
    int[] majority = new int[counts.length];
    for (int k = 0; k < counts.length; k++) {
      for (int s = 1; s < counts[k].length; s++) {
        majority[k] = counts[k][s] > counts[k][majority[k]] ? s : majority[k];
      }
    }
    return majority;
  }

  /**
   * Errors of a class's own molecules; of those that do not count they are 0.
   *
   * @param mean their mean direction
   * @param angles angle of each to it in degrees
   * @param frames size of each in-plane error in degrees
   */
  private record ClassErrors(double[] mean, double[] angles, double[] frames) {}

  private Optional<ClassErrors> errors(int classIndex, int specimen, int[] weights) {
    ViewGroup group = groups[classIndex][specimen];
    if (group == null || Arrays.stream(group.members()).map(i -> weights[i]).sum() < 2) {
      return Optional.empty();
    }
    int[] members = group.members();
    double[] e = group.frameErrors();
    double[] mean = new double[3];
    double total = 0;
    for (int m = 0; m < members.length; m++) {
      int weight = weights[members[m]];
      for (int a = 0; a < 3; a++) {
        mean[a] += weight * rotations[members[m]][6 + a];
      }
      total += weight;
    }
    double length = Math.sqrt(mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]) / total;
    for (int a = 0; a < 3; a++) {
      mean[a] = mean[a] / total / (length + TINY);
    }
    double frame = group.frameDegrees(weights);
    double[] angles = new double[members.length];
    double[] frames = new double[members.length];
    for (int m = 0; m < members.length; m++) {
      if (weights[members[m]] == 0) {
        continue;
      }
      angles[m] = angle(rotations[members[m]], mean);
      frames[m] = Math.abs(Angles.wrap(e[m] - frame, 360));
    }
    return Optional.of(new ClassErrors(mean, angles, frames));
  }

  private ViewFigures figures(int[] weights, double pairPsi) {
    int[] majority = majority(weights);
    double[] angles = new double[weights.length];
    double[] frames = new double[weights.length];
    Arrays.fill(angles, LOST_DEGREES);
    Arrays.fill(frames, LOST_DEGREES);
    List<List<double[]>> means = new ArrayList<>();
    for (int s = 0; s < specimenNames.length; s++) {
      means.add(new ArrayList<>());
    }
    for (int k = 0; k < classNumbers.length; k++) {
      Optional<ClassErrors> found = errors(k, majority[k], weights);
      if (found.isPresent()) {
        int[] members = groups[k][majority[k]].members();
        means.get(majority[k]).add(found.get().mean);
        for (int m = 0; m < members.length; m++) {
          angles[members[m]] = found.get().angles[m];
          frames[members[m]] = found.get().frames[m];
        }
      }
    }
    Shares shares = new Shares();
    for (int i = 0; i < weights.length; i++) {
      int major = majority[classOf[i]];
      boolean out = views.flagged()[i] || ClassifiedViews.isJunk(specimenNames[major]);
      if (ClassifiedViews.isJunk(specimenNames[specimenOf[i]])) {
        shares.addJunk(weights[i], out);
      } else {
        shares.add(weights[i], angles[i], frames[i], specimenOf[i] == major, out);
      }
    }
    return shares.figures(pairPsi, cells.found(weights, means));
  }

  /** Angle between a rotation's viewing direction and a unit vector in degrees. */
  static double angle(double[] rotation, double[] direction) {
    double cosine =
        rotation[6] * direction[0] + rotation[7] * direction[1] + rotation[8] * direction[2];
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }

  /** The middle value, the mean of both of an even number; NaN of none. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static double share(double[] values, double limit) {
    return Arrays.stream(values).map(v -> v < limit ? 1 : 0).average().orElse(Double.NaN);
  }
}
