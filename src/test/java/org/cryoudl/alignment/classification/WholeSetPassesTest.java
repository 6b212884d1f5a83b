package org.cryoudl.alignment.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A part makes two classes, and all particles are placed in them. */
class WholeSetPassesTest {

  private static final int COUNT = 130;

  private final AnalyticParticles source = TwoMolecules.of(COUNT, 400);
  private final SubsetSource part = SubsetSource.spread(source, 60);

  @Test
  void everyParticleFindsItsClassAndPose() {
    ClassSearch.Found found = run(COUNT);
    int first = found.classIndex()[0];
    double[] errors = new double[2];
    double stated = 0;
    int right = 0;
    for (int k = 0; k < 2; k++) {
      double cos = 0;
      double sin = 0;
      int count = 0;
      for (int i = k; i < COUNT; i += 2) {
        right += found.classIndex()[i] == (k == 0 ? first : 1 - first) ? 1 : 0;
        stated += found.shares()[i][found.classIndex()[i]] / COUNT;
        double off = Math.toRadians(found.poses()[i].psiDegrees() - source.poses()[i].psiDegrees());
        cos += Math.cos(off);
        sin += Math.sin(off);
        count++;
      }
      errors[k] = Math.toDegrees(Math.sqrt(-2 * Math.log(Math.hypot(cos, sin) / count)));
    }
    right = Math.max(right, COUNT - right); // whichever class is which
    assertTrue(right > 0.97 * COUNT, right + " of " + COUNT);
    assertTrue(stated > 0.95, "mean posterior " + stated);
    // Turns lie on a grid of 5.6 degrees.
    assertTrue(Math.max(errors[0], errors[1]) < 10, errors[0] + ", " + errors[1] + " degrees");
  }

  /**
   * In pieces of twenty, sums are added in another order: near ties a turn may go two steps on, or
   * a particle to the other class.
   */
  @Tag("slow")
  @Test
  void piecesChangeNothing() {
    ClassSearch.Found whole = run(COUNT);
    ClassSearch.Found pieces = run(2 * FoldSums.FOLDS);
    assertEquals(whole.logEvidence(), pieces.logEvidence(), 1e-4 * Math.abs(whole.logEvidence()));
    int equal = 0;
    int sameClass = 0;
    for (int i = 0; i < COUNT; i++) {
      if (whole.classIndex()[i] != pieces.classIndex()[i]) {
        continue;
      }
      sameClass++;
      Pose pose = whole.poses()[i];
      Pose other = pieces.poses()[i];
      double off = Math.abs(Angles.wrap(pose.psiDegrees() - other.psiDegrees(), 360));
      assertTrue(off < 1.01 * PolarFrequencies.turnDegrees(2), "particle " + i + ": " + off);
      equal += off < 1e-9 && pose.originXPixels() == other.originXPixels() ? 1 : 0;
    }
    assertTrue(sameClass >= 0.99 * COUNT, sameClass + " of " + COUNT);
    assertTrue(equal >= 0.94 * COUNT, equal + " of " + COUNT);
  }

  private ClassSearch.Found run(int piece) {
    ClassSearch.Options options = TwoMolecules.options(2);
    Progress.Stage stage = Progress.silent().start("", 100);
    ClassPasses run =
        new ClassPasses(
            PolarParticles.of(part, TwoMolecules.RINGS, TwoMolecules.MASK),
            options,
            Checkpoints.none(),
            Progress.silent(),
            stage);
    run.passes(new SearchStage(1, TwoMolecules.RINGS, 4));
    run.divide(1);
    run.passes(new SearchStage(2, TwoMolecules.RINGS, 15));
    assertEquals(60, IntStream.of(run.state().sizes()).sum());
    return new WholeSetPasses(
            source, options, run, piece, Checkpoints.none(), Progress.silent(), stage)
        .run(part.indices(), TwoMolecules.RINGS);
  }
}
