package org.cryoudl.alignment.classification;

import org.cryoudl.alignment.expectation.AveragePictures;
import org.cryoudl.alignment.expectation.ClassFilter;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.plan.SearchPass;
import org.cryoudl.progress.Progress;

/** Tells a listener of the passes of a stage, and the stage what the listener notes. */
final class PassNotes {

  private final SearchListener listener;
  private final Progress.Stage stage;
  private final PolarFrequencies frequencies;
  private final RingMask mask;
  private final double[] noise;
  private final AveragePictures pictures;

  /**
   * @param noise variance of a coefficient at each ring
   */
  PassNotes(
      SearchListener listener,
      Progress.Stage stage,
      PolarFrequencies frequencies,
      RingMask mask,
      double[] noise) {
    this.listener = listener;
    this.stage = stage;
    this.frequencies = frequencies;
    this.mask = mask;
    this.noise = noise;
    this.pictures = new AveragePictures(frequencies);
  }

  /**
   * Tells of a pass.
   *
   * @param trial whether it may be dropped
   */
  void tell(ClassSums sums, double logEvidence, boolean trial) {
    String note =
        listener.passed(
            new SearchPass(
                sums.classes(),
                frequencies.rings(),
                logEvidence,
                sums.weight.clone(),
                trial,
                () -> pictures.of(ClassFilter.of(sums, frequencies, mask, noise), sums)));
    if (!note.isEmpty()) {
      stage.note(note);
    }
  }
}
