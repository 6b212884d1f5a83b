package org.cryoudl.fourier;

/**
 * Where a half plane of spatial frequencies is sampled in polar coordinates. A picture's power
 * spectrum is centrosymmetric, so angles cover 180 degrees: bin a lies at {@code 180 a / angleBins}
 * degrees from +kx toward +ky (toward larger rows). Turning the picture by +t in that sense moves
 * its spectrum by +t along the angle axis, cyclically.
 *
 * <p>Radii are in cycles per box, so that the same grid serves every box and pixel size; ring i has
 * radius {@code firstRadius + i * ringStep}.
 *
 * @param rings number of rings, at least 1
 * @param angleBins number of angles over 180 degrees, at least 2
 * @param firstRadius radius of ring 0 in cycles per box, positive
 * @param ringStep distance between rings in cycles per box, positive
 */
public record PolarGrid(int rings, int angleBins, double firstRadius, double ringStep) {

  public PolarGrid {
    if (rings < 1 || angleBins < 2) {
      throw new IllegalArgumentException(
          "a polar grid needs at least 1 ring and 2 angles, got " + rings + " x " + angleBins);
    }
    if (!(firstRadius > 0) || !(ringStep > 0)) {
      throw new IllegalArgumentException(
          "radii of a polar grid must be positive, got first "
              + firstRadius
              + " and step "
              + ringStep);
    }
  }

  /** Radius of a ring in cycles per box. */
  public double radius(int ring) {
    return firstRadius + ring * ringStep;
  }

  /** Number of values: rings x angleBins, stored ring by ring. */
  public int size() {
    return rings * angleBins;
  }

  /**
   * How many rings, counted from the innermost, lie inside the Nyquist frequency of a box with a
   * margin of one cycle.
   */
  public int ringsWithin(int box) {
    int count = (int) Math.floor((box / 2.0 - 1 - firstRadius) / ringStep) + 1;
    return Math.max(0, Math.min(rings, count));
  }
}
