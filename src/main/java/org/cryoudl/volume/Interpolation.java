package org.cryoudl.volume;

/** How the transform of a volume is read between the points of its grid. */
public enum Interpolation {
  /** From the eight neighbours, as RELION does: fast, wrong by a few hundredths. */
  LINEAR(1) {
    @Override
    double transform(double cyclesPerStep) {
      double x = Math.PI * cyclesPerStep;
      double sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
      return sinc * sinc;
    }
  },
  /**
   * From 8 x 8 x 8 neighbours by a Kaiser-Bessel window, right to 1e-6 (Jackson et al., IEEE Trans.
   * Med. Imaging 10 (1991) 473; its width for a grid of double density by Beatty et al., IEEE
   * Trans. Med. Imaging 24 (2005) 799).
   */
  EXACT(KaiserBessel.HALF_WIDTH) {
    @Override
    double transform(double cyclesPerStep) {
      return KaiserBessel.transform(cyclesPerStep);
    }
  };

  private final int reach;

  Interpolation(int reach) {
    this.reach = reach;
  }

  /** How many grid points on each side of a point have a part in it. */
  int reach() {
    return reach;
  }

  /** The transform of the weights, which interpolation multiplies the other space by. */
  abstract double transform(double cyclesPerStep);
}
