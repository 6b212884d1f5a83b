package org.cryoudl.simulation.views;

import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.simulation.specimen.Density;

/**
 * A specimen that is ready to be drawn.
 *
 * @param name what truth.csv calls it
 * @param density its Gaussians; the origin falls on the centre of the box
 * @param directions where it is seen from
 * @param listed the rows of the directions' file, empty where there is none
 * @param share share of the molecules relative to the other specimens
 */
public record ViewedSpecimen(
    String name,
    Density density,
    DirectionModel directions,
    List<EulerAngles> listed,
    double share) {

  /** One of several, by their shares. */
  static int pick(List<ViewedSpecimen> specimens, double fraction) {
    double left = fraction * specimens.stream().mapToDouble(ViewedSpecimen::share).sum();
    for (int i = 0; i < specimens.size() - 1; i++) {
      left -= specimens.get(i).share();
      if (left < 0) {
        return i;
      }
    }
    return specimens.size() - 1;
  }
}
