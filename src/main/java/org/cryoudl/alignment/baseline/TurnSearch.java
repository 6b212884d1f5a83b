package org.cryoudl.alignment.baseline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Compares images with one picture at all turns, coarse to fine: every turn at low frequency, the
 * neighbourhoods of the best few at higher, the best one at highest; every time over all shifts by
 * fast Fourier transform. Between the last turns a parabola finds the maximum.
 *
 * <p>The picture is turned, not the images, so that each of its turns is transformed once.
 */
public final class TurnSearch {

  private static final Warp WARP = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);

  /** Turns of the finest grid; coarser grids are parts of it. */
  private static final int TURNS = 360;

  /** Images are cut to these boxes, at most, one after the other. */
  private static final int[] BOXES = {32, 64, 128};

  /** Distance of the turns that are tried, in steps of the finest grid. */
  private static final int[] STEPS = {4, 2, 1};

  /** How far about a candidate the finer grids are tried, in steps of the finest grid. */
  private static final int[] REACHES = {TURNS / 2, 4, 2};

  /** Candidates that go on from the coarsest grid. */
  private static final int CANDIDATES = 4;

  private final int box;
  private final double maxShiftPixels;
  private final Level[] levels = new Level[BOXES.length];

  /** The turned pictures of one box. */
  private record Level(Correlator correlator, HalfSpectrum[] pictures, double[] norms) {}

  /** A turn that was tried. */
  private record Tried(int turn, Correlator.Match match) {}

  /**
   * @param reference picture, masked here
   * @param maskRadius as a share of the box
   * @param maxShiftPixels longest shift tried
   */
  public TurnSearch(
      Correlator correlator, Image reference, double maskRadius, double maxShiftPixels) {
    this.box = correlator.box();
    this.maxShiftPixels = maxShiftPixels;
    for (int l = 0; l < levels.length; l++) {
      int side = Math.min(box, BOXES[l]);
      levels[l] = new Level(correlator.inBox(side), new HalfSpectrum[TURNS], new double[TURNS]);
    }
    float[] masked = Fft2D.of(box).inverse(Correlator.masked(reference, maskRadius));
    float edge = masked[0];
    for (int i = 0; i < masked.length; i++) {
      masked[i] -= edge; // what turns in from beyond the rim is zero
    }
    Warp.Prepared picture = WARP.prepare(masked, box);
    ParallelLoop.run(TURNS, turn -> turnPicture(picture, turn));
  }

  private void turnPicture(Warp.Prepared picture, int turn) {
    float[] turned = new float[box * box];
    // An image whose pose has this psi shows the picture turned back by it.
    picture.apply(new Pose(-degrees(turn), 0, 0), turned);
    HalfSpectrum spectrum = Fft2D.of(box).forward(turned);
    for (int l = 0; l < levels.length; l++) {
      if (turn % STEPS[l] == 0) {
        HalfSpectrum cut = FourierResize.resize(spectrum, levels[l].correlator().box());
        levels[l].pictures()[turn] = cut;
        levels[l].norms()[turn] = levels[l].correlator().norm(cut);
      }
    }
  }

  private static double degrees(int turn) {
    return 360.0 * turn / TURNS;
  }

  /**
   * Compares some images over all cores.
   *
   * @param particles their positions
   * @param read gives the pixels at a position
   */
  ReferenceMatcher.Matched match(int[] particles, IntFunction<float[]> read) {
    Pose[] poses = new Pose[particles.length];
    double[] scores = new double[particles.length];
    ParallelLoop.run(
        particles.length,
        i -> {
          Found found = find(read.apply(particles[i]));
          poses[i] = found.pose();
          scores[i] = found.score();
        });
    return new ReferenceMatcher.Matched(poses, scores);
  }

  /**
   * The best pose of an image.
   *
   * @param pose brings it onto the picture
   * @param score its correlation coefficient
   */
  public record Found(Pose pose, double score) {}

  /** Searches all turns. */
  public Found find(float[] pixels) {
    return find(pixels, IntStream.range(0, TURNS / STEPS[0]).map(t -> t * STEPS[0]).toArray());
  }

  /** Searches the turns within a distance of a known one. */
  Found near(float[] pixels, double psiDegrees, double reachDegrees) {
    int centre = (int) Math.round(psiDegrees * TURNS / 360 / STEPS[0]) * STEPS[0];
    int reach = (int) Math.ceil(reachDegrees * TURNS / 360 / STEPS[0]);
    int[] turns =
        IntStream.rangeClosed(-reach, reach)
            .map(t -> Math.floorMod(centre + t * STEPS[0], TURNS))
            .distinct()
            .toArray();
    return find(pixels, turns);
  }

  private Found find(float[] pixels, int[] coarse) {
    HalfSpectrum image = Fft2D.of(box).forward(pixels);
    List<Tried> best = new ArrayList<>();
    Prepared first = new Prepared(image, 0);
    for (int turn : coarse) {
      best.add(first.at(turn));
    }
    List<Integer> candidates = peaks(best);
    for (int l = 1; l < levels.length; l++) {
      Prepared level = new Prepared(image, l);
      int[] turns = about(candidates, l);
      best = new ArrayList<>();
      for (int turn : turns) {
        best.add(level.at(turn));
      }
      candidates = List.of(top(best).turn());
    }
    return between(new Prepared(image, levels.length - 1), best);
  }

  /** An image cut to the box of a level. */
  private final class Prepared {
    private final Level level;
    private final HalfSpectrum image;
    private final double norm;

    Prepared(HalfSpectrum full, int l) {
      level = levels[l];
      image = FourierResize.resize(full, level.correlator().box());
      norm = level.correlator().norm(image);
    }

    Tried at(int turn) {
      double radius = maxShiftPixels * level.correlator().box() / box;
      return new Tried(
          turn,
          level
              .correlator()
              .match(image, level.pictures()[turn], norm * level.norms()[turn], radius));
    }
  }

  private static Tried top(List<Tried> tried) {
    return tried.stream()
        .max(Comparator.comparingDouble((Tried t) -> t.match().coefficient()))
        .orElseThrow();
  }

  /** The turns of the highest local maxima. */
  private static List<Integer> peaks(List<Tried> tried) {
    double[] byTurn = new double[TURNS];
    java.util.Arrays.fill(byTurn, Double.NEGATIVE_INFINITY);
    tried.forEach(t -> byTurn[t.turn()] = t.match().coefficient());
    return tried.stream()
        .filter(
            t ->
                t.match().coefficient() >= byTurn[Math.floorMod(t.turn() - STEPS[0], TURNS)]
                    && t.match().coefficient() >= byTurn[(t.turn() + STEPS[0]) % TURNS])
        .sorted(Comparator.comparingDouble((Tried t) -> -t.match().coefficient()))
        .limit(CANDIDATES)
        .map(Tried::turn)
        .toList();
  }

  private static int[] about(List<Integer> candidates, int l) {
    int steps = REACHES[l] / STEPS[l];
    return candidates.stream()
        .flatMapToInt(
            c ->
                IntStream.rangeClosed(-steps, steps)
                    .map(s -> Math.floorMod(c + s * STEPS[l], TURNS)))
        .distinct()
        .toArray();
  }

  /** The pose at the top of the parabola through the best turn and its neighbours. */
  private Found between(Prepared level, List<Tried> tried) {
    Tried at = top(tried);
    double before = level.at(Math.floorMod(at.turn() - 1, TURNS)).match().coefficient();
    double after = level.at((at.turn() + 1) % TURNS).match().coefficient();
    double score = at.match().coefficient();
    double bend = before - 2 * score + after;
    double offset = bend < 0 ? Math.max(-1, Math.min(1, 0.5 * (before - after) / bend)) : 0;
    double scale = (double) box / level.level.correlator().box();
    Pose pose =
        new Pose(
            Angles.wrap(degrees(at.turn()) + offset * 360.0 / TURNS, 360),
            -scale * at.match().shiftXPixels(),
            -scale * at.match().shiftYPixels());
    return new Found(pose, score);
  }
}
