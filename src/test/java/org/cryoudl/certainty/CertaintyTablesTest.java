package org.cryoudl.certainty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.ClassAligner;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.TrialTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What alignments state of their own certainty, beside what is true: over many small sets, in ten
 * bins. {@code -Dcryoudl.trials=FILE} keeps the tables.
 */
@Tag("slow")
class CertaintyTablesTest {

  private static final double SLACK = 0.05;
  private static final int LEAST_CASES = 100;

  @TempDir private Path folder;

  static List<CertaintySet> oneView() {
    return List.of(
        one("one view, SNR 0.3", 300, 0.3).view(11, 1).set(1),
        one("one view, SNR 0.1", 300, 0.1).view(12, 1).set(2),
        one("one view, SNR 0.05", 300, 0.05).view(13, 1).set(3),
        one("one view, SNR 0.03", 300, 0.03).view(14, 1).set(4),
        one("one view, CTF, SNR 0.1", 300, 0.1).view(15, 1).ctf().set(5),
        one("two-fold, SNR 0.3", 300, 0.3).twoFold(16, 0, 1).set(6),
        one("nearly two-fold (0.1), SNR 0.3", 300, 0.3).twoFold(17, 0.1, 1).set(7),
        one("nearly two-fold (0.15), SNR 0.2", 300, 0.2).twoFold(18, 0.15, 1).set(8),
        one("nearly two-fold (0.2), SNR 0.1", 300, 0.1).twoFold(19, 0.2, 1).set(9),
        one("nearly two-fold (0.3), SNR 0.1", 300, 0.1).twoFold(20, 0.3, 1).set(10),
        one("nearly two-fold (0.5), SNR 0.1", 300, 0.1).twoFold(21, 0.5, 1).set(11),
        one("nearly two-fold (0.5), SNR 0.1, again", 300, 0.1).twoFold(71, 0.5, 1).set(51),
        one("nearly two-fold (0.5), SNR 0.1, again", 300, 0.1).twoFold(72, 0.5, 1).set(52),
        one("nearly two-fold (0.5), SNR 0.1, again", 300, 0.1).twoFold(73, 0.5, 1).set(53),
        one("nearly two-fold (0.5), SNR 0.1, again", 300, 0.1).twoFold(74, 0.5, 1).set(54),
        one("nearly two-fold (0.5), SNR 0.1, again", 300, 0.1).twoFold(75, 0.5, 1).set(55),
        one("ramps", 300, 0.1).view(22, 1).ramp(4).set(12),
        one("ramps, nearly two-fold (0.3)", 300, 0.1).twoFold(23, 0.3, 1).ramp(4).set(13),
        one("junk", 300, 0.1).view(24, 1).junk(0.2).neighbours(0.1).set(14),
        one("60 particles", 60, 0.1).view(25, 1).set(15),
        one("24 particles", 24, 0.1).view(26, 1).set(16),
        one("24 particles, nearly two-fold (0.3)", 24, 0.1).twoFold(27, 0.3, 1).set(17),
        one("24 particles, two-fold", 24, 0.2).twoFold(28, 0, 1).set(18));
  }

  static List<CertaintySet> classes() {
    return List.of(
        several("3 views, SNR 0.2", 300, 0.2, 3).view(31, 1).view(32, 1).view(33, 1).set(31),
        several("3 views, SNR 0.1", 300, 0.1, 3).view(34, 1).view(35, 1).view(36, 1).set(32),
        several("3 views, SNR 0.05", 300, 0.05, 3).view(37, 1).view(38, 1).view(39, 1).set(33),
        several("one view in 2 classes", 200, 0.2, 2).view(40, 1).set(34),
        several("one view in 4 classes", 250, 0.1, 4).view(41, 1).set(35),
        several("2 views in 4 classes", 300, 0.1, 4).view(42, 1).view(43, 1).set(36),
        several("small classes", 300, 0.1, 3).view(44, 1).view(45, 0.15).view(46, 0.07).set(37),
        several("conformations, 20 A", 300, 0.1, 2).view(47, 1).moved(47, 14, 1).set(38),
        several("conformations, 8 A", 300, 0.1, 2).view(48, 1).moved(48, 6, 1).set(39),
        several("conformations, 8 A, again", 300, 0.1, 2).view(59, 1).moved(59, 6, 1).set(45),
        several("conformations, 8 A, again", 300, 0.1, 2).view(60, 1).moved(60, 6, 1).set(46),
        several("conformations, 20 A, again", 300, 0.1, 2).view(61, 1).moved(61, 14, 1).set(47),
        several("4 views, SNR 0.1", 300, 0.1, 4)
            .view(62, 1)
            .view(63, 1)
            .view(64, 1)
            .view(65, 1)
            .set(48),
        several("4 views, SNR 0.04", 300, 0.04, 4)
            .view(66, 1)
            .view(67, 1)
            .view(68, 1)
            .view(69, 1)
            .set(49),
        several("two-fold and not", 300, 0.1, 2).twoFold(49, 0, 1).twoFold(50, 0.4, 1).set(40),
        several("junk", 400, 0.1, 4).view(51, 1).view(52, 1).junk(0.2).set(41),
        several("ramps", 300, 0.1, 2).view(53, 1).view(54, 1).ramp(4).set(42),
        several("60 particles, 3 views", 60, 0.2, 3).view(55, 1).view(56, 1).view(57, 1).set(43),
        several("60 particles, one view", 60, 0.1, 3).view(58, 1).set(44));
  }

  @Test
  void oneViewIsNoSurerThanItIsRight() throws IOException {
    try (AngleModel network = new ModelChoice(Optional.empty()).load(ComputeDevice.CPU)) {
      CertaintyScore all = score(oneView(), Optional.of(network));
      write("one view", all);
      all.pose().assertNoSurer(SLACK, LEAST_CASES);
      all.halfTurn().assertNoSurer(SLACK, LEAST_CASES);
    }
  }

  @Test
  void classesAreNoSurerThanTheyAreRight() throws IOException {
    CertaintyScore all = score(classes(), Optional.empty());
    write("classes", all);
    all.halfTurn().assertNoSurer(SLACK, LEAST_CASES);
    all.pose().assertNoSurer(SLACK, LEAST_CASES);
    all.classes().assertNoSurer(SLACK, LEAST_CASES);
  }

  private CertaintyScore score(List<CertaintySet> sets, Optional<AngleModel> network)
      throws IOException {
    CertaintyScore all = CertaintyScore.empty();
    for (CertaintySet set : sets) {
      Path own = Files.createTempDirectory(folder, "set");
      Aligner aligner =
          set.classes() > 1
              ? new ClassAligner(
                  AlignmentOptions.DEFAULT, ClassPlan.of(set.classes()), Progress.silent())
              : new ParticleAligner(
                  network.orElseThrow(), AlignmentOptions.DEFAULT, Progress.silent());
      CertaintyScore score = CertaintyScore.empty();
      try (ParticleSet particles = ParticleSet.open(set.write(own), ParticleSetOptions.DEFAULT)) {
        Alignment found = aligner.align(particles);
        score.add(set, found);
      }
      TrialTable.add(set.name() + "\n  pose " + score.pose());
      TrialTable.add("  half-turn " + score.halfTurn());
      if (set.classes() > 1) {
        TrialTable.add("  class " + score.classes());
      }
      all.pose().add(score.pose());
      all.halfTurn().add(score.halfTurn());
      all.classes().add(score.classes());
    }
    return all;
  }

  private static CertaintySet.Maker one(String name, int count, double snr) {
    return new CertaintySet.Maker(name, count, snr, 1);
  }

  private static CertaintySet.Maker several(String name, int count, double snr, int classes) {
    return new CertaintySet.Maker(name, count, snr, classes);
  }

  private static void write(String what, CertaintyScore all) throws IOException {
    TrialTable.add("## " + what + ": confidence of the pose\n" + all.pose().table());
    TrialTable.add("## " + what + ": probability of the half-turn\n" + all.halfTurn().table());
    TrialTable.add("## " + what + ": posterior of the class\n" + all.classes().table());
  }
}
