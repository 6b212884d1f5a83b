package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a search over the particles that make the classes.
 *
 * @param growing until all classes are there
 * @param crowded with more classes than are wanted
 * @param renewed after some of these were given up
 * @param renewals how often that is tried at most
 * @param last at the end
 */
record SearchSchedule(
    List<SearchStage> growing,
    SearchStage crowded,
    SearchStage renewed,
    int renewals,
    SearchStage last) {

  /** Times that classes are given up for others. */
  private static final int RENEWALS = 1;

  /** Of fewer classes none is given up. */
  private static final int LEAST_RENEWED = 4;

  /**
   * The schedule of a search.
   *
   * @param finest no ring is finer
   */
  static SearchSchedule of(ClassSearch.Options options, int finest) {
    int classes = options.classes();
    int present = options.course().start().classes();
    SearchStage last = SearchStage.last(classes, finest);
    SearchStage crowded = SearchStage.crowded(classes, finest);
    SearchStage renewed = SearchStage.renewed(classes, finest);
    int renewals = classes < LEAST_RENEWED ? 0 : RENEWALS;
    if (options.course().start() instanceof SearchStart.OneVolume) {
      // Averages of classes know less than the volume: passes over them would lose some of it.
      return new SearchSchedule(List.of(), crowded, renewed, 0, last.atMost(0));
    }
    SearchSchedule whole =
        present == 0
            ? new SearchSchedule(
                SearchStage.growing(classes, finest), crowded, renewed, renewals, last)
            // From classes that are there, the finest rings are used throughout.
            : new SearchSchedule(
                SearchStage.goingOn(present, classes, finest),
                crowded.atRings(last.rings()),
                renewed.atRings(last.rings()),
                renewals,
                last);
    return options.course().mostPasses().isPresent()
        ? whole.within(options.course().mostPasses().getAsInt())
        : whole;
  }

  /**
   * The schedule with at most so many passes once all classes are there. The last ones come first,
   * then those that settle new classes, and renewals as far as whole ones fit.
   */
  private SearchSchedule within(int most) {
    SearchStage end = last.atMost(most);
    int left = most - end.passes();
    List<SearchStage> grown = new ArrayList<>();
    for (SearchStage stage : growing) {
      boolean all = stage.classes() == last.classes();
      SearchStage bounded = all ? stage.atMost(left) : stage;
      left -= all ? bounded.passes() : 0;
      grown.add(bounded);
    }
    return new SearchSchedule(grown, crowded, renewed, Math.min(renewals, left / renewal()), end);
  }

  /** Passes of a renewal. */
  private int renewal() {
    return crowded.passes() + renewed.passes();
  }

  /** Number of passes, if no stage ends early. */
  int passes() {
    return growing.stream().mapToInt(SearchStage::passes).sum() + settlingPasses();
  }

  /** Passes of them once all classes are there. */
  int settlingPasses() {
    return renewals * renewal() + last.passes();
  }
}
