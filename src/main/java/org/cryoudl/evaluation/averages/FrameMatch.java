package org.cryoudl.evaluation.averages;

import java.util.Arrays;
import org.cryoudl.fourier.CrossCorrelation;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The motion that brings one average onto another made of other particles of the same view, whose
 * frame is turned and shifted by what no alignment can know. Every turn is tried, each with every
 * shift; the best are refined.
 *
 * @param pose from the second average's frame to the first's
 * @param correlation of the two inside the mask, 1 for equal ones
 */
public record FrameMatch(Pose pose, double correlation) {

  private static final double COARSE_DEGREES = 3;

  /** Half-widths of the angle searches after the first, each tenfold finer than its range. */
  private static final double[] FINER_DEGREES = {3, 0.6, 0.12};

  private static final int FINER_STEPS = 5;

  /** Motions of the best few turns are refined, for a nearly symmetric view has several. */
  private static final int KEPT = 4;

  /** Averages of other particles may sit off by this share of the box. */
  private static final double LARGEST_SHIFT = 0.25;

  /**
   * Brings {@code second} onto {@code first}.
   *
   * @param first a square average, any scale
   * @param second one of the same box
   * @param mask looked through, in the first's frame
   */
  public static FrameMatch of(Image first, Image second, CircularMask mask) {
    int box = first.box();
    Search search = new Search(first, second, mask);
    int turns = (int) Math.round(360 / COARSE_DEGREES);
    double range = LARGEST_SHIFT * box;
    Candidate[] found = new Candidate[turns];
    ParallelLoop.run(turns, t -> found[t] = search.at(t * COARSE_DEGREES, range));
    Arrays.sort(found, (a, b) -> Double.compare(b.overlap, a.overlap));
    Candidate best = found[0];
    for (int k = 0; k < Math.min(KEPT, found.length); k++) {
      Candidate refined = found[k];
      for (double width : FINER_DEGREES) {
        double centre = refined.pose.psiDegrees();
        for (int i = -FINER_STEPS; i <= FINER_STEPS; i++) {
          Candidate near = search.at(centre + i * width / FINER_STEPS, range);
          refined = near.overlap > refined.overlap ? near : refined;
        }
      }
      best = refined.overlap > best.overlap ? refined : best;
    }
    return new FrameMatch(best.pose.normalised(), search.correlation(best.pose));
  }

  /** An average in the frame of the one it was matched with. */
  public Image applyTo(Image second) {
    return new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE).apply(second, pose);
  }

  /**
   * A motion and the product sum of both averages after it. Not their correlation coefficient:
   * interpolation smooths the second's noise, except at whole pixels, and with a norm that shrinks
   * so the coefficient would favour whatever motion blurs most.
   */
  private record Candidate(Pose pose, double overlap) {}

  private static final class Search {
    private final int box;
    private final CircularMask mask;
    private final HalfSpectrum first;
    private final Warp.Prepared second;
    private final CrossCorrelation correlation;

    Search(Image first, Image second, CircularMask mask) {
      this.box = first.box();
      this.mask = mask;
      this.first = spectrum(first.pixels());
      this.second =
          new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE)
              .prepare(second.pixels(), box);
      this.correlation = new CrossCorrelation(box);
    }

    private HalfSpectrum spectrum(float[] pixels) {
      float[] inside = pixels.clone();
      mask.apply(inside, CircularMask.Fill.EDGE_MEAN);
      return Fft2D.of(box).forward(inside);
    }

    /** The best shift at a turn, found on the turned image, then judged through the mask. */
    Candidate at(double degrees, double range) {
      float[] turned = new float[box * box];
      Pose turn = new Pose(Angles.wrap(degrees, 360), 0, 0);
      second.apply(turn, turned);
      CrossCorrelation.Peak peak = correlation.find(first, spectrum(turned), null, range);
      Pose pose = turn.thenMove(0, peak.shiftXPixels(), peak.shiftYPixels());
      second.apply(pose, turned);
      return new Candidate(pose, correlation.find(first, spectrum(turned), null, 0).value());
    }

    double correlation(Pose pose) {
      float[] moved = new float[box * box];
      second.apply(pose, moved);
      return correlation.coefficient(first, spectrum(moved), null);
    }
  }
}
