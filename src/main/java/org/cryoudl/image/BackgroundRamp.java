package org.cryoudl.image;

import java.util.Optional;

/**
 * How strongly the background of square images rises from one side to the other, in one step, or in
 * waves. Immutable.
 */
public final class BackgroundRamp {

  private final int box;
  private final BackgroundPixels background;
  private final BackgroundEdge edges;

  private BackgroundRamp(int box) {
    this.box = box;
    double radius = Normalisation.Options.defaults(box).backgroundRadiusPixels();
    this.background = new BackgroundPixels(box, radius);
    this.edges = new BackgroundEdge(box, radius);
  }

  /** Of images of a box, with the background of {@link Normalisation}. */
  public static BackgroundRamp forBox(int box) {
    return new BackgroundRamp(box);
  }

  /**
   * The rise across the box, in standard deviations of the background without it; 0 of a background
   * that holds one value only.
   */
  public double strength(float[] pixels) {
    LinearRamp plane = LinearRamp.fit(pixels, box, background);
    float[] flat = pixels.clone();
    plane.subtract(flat);
    double deviation = background.statistics(flat)[1];
    double rise = box * Math.hypot(plane.slopeX(), plane.slopeY());
    return deviation > 0 ? rise / deviation : 0;
  }

  /** Whether boxes are large enough (34 pixels) to tell an edge or a wave from noise. */
  public boolean canTellEdges() {
    return edges.canTell();
  }

  /**
   * Something beside a ramp that a background shows.
   *
   * @param isWave whether it is a slow wave; else an edge, as of ice or carbon
   * @param rise height of the edge, or from crest to trough, in standard deviations of the
   *     background without it
   */
  public record Pattern(boolean isWave, double rise) {}

  /** The edge or wave that the background shows, if any. */
  public Optional<Pattern> pattern(float[] pixels) {
    return edges.find(pixels).map(found -> new Pattern(found.isWave(), found.rise()));
  }

  /** Whether the background holds one value only, as in images that were masked. */
  public boolean isFlat(float[] pixels) {
    return background.statistics(pixels)[1] == 0;
  }
}
