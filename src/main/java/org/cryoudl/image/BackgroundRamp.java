package org.cryoudl.image;

/**
 * How strongly the background of square images rises from one side to the other, or in one step.
 * Immutable.
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

  /** Whether boxes are large enough (36 pixels) to tell an edge from noise. */
  public boolean canTellEdges() {
    return edges.canTell();
  }

  /**
   * Height of an edge that crosses the background, as of ice or carbon, in standard deviations of
   * the background without it; 0 if it shows none.
   */
  public double edge(float[] pixels) {
    return edges.find(pixels).map(BackgroundEdge.Found::rise).orElse(0.0);
  }

  /** Whether the background holds one value only, as in images that were masked. */
  public boolean isFlat(float[] pixels) {
    return background.statistics(pixels)[1] == 0;
  }
}
