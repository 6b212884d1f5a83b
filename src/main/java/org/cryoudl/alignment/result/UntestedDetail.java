package org.cryoudl.alignment.result;

import java.util.List;
import java.util.OptionalInt;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.statistics.Robust;

/**
 * How fine the averages of classes are resolved that have too few held-out particles for a test.
 * Their halves were aligned to one average and agree on its noise, as those of the others; so what
 * the halves say is lowered by as much as it was too fine in the classes that were tested.
 */
public final class UntestedDetail {

  private UntestedDetail() {}

  /**
   * The classes, those that were not tested bounded: their halves' resolution, in cycles per box,
   * times the median ratio of what held-out particles confirm to what halves say, over the tested
   * classes. Where none of those is confirmed, nothing is resolved; where none was tested, nothing
   * changes.
   */
  public static List<ViewResult> bounded(List<ViewResult> views) {
    List<ViewResult> tested = views.stream().filter(view -> view.heldOut().count() > 0).toList();
    if (tested.isEmpty()) {
      return views;
    }
    double[] ratios =
        tested.stream()
            .filter(view -> !view.heldOut().indicatesNoise())
            .filter(view -> halves(view) >= 1)
            .mapToDouble(UntestedDetail::confirmed)
            .toArray();
    double ratio = ratios.length > 0 ? Robust.median(ratios) : 0;
    return views.stream()
        .map(
            view ->
                view.heldOut().count() > 0 || view.reliability().isEmpty()
                    ? view
                    : view.bounded((int) (ratio * halves(view))))
        .toList();
  }

  private static double confirmed(ViewResult view) {
    OptionalInt shell = view.heldOut().confirmedShell();
    return shell.isPresent() ? Math.min(1, shell.getAsInt() / halves(view)) : 1;
  }

  /** The shell to which the halves agree. */
  private static double halves(ViewResult view) {
    return view.rings().crossing(RingCorrelation.RESOLVED).orElse(view.ringCorrelation().length);
  }
}
