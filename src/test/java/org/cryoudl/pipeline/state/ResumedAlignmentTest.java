package org.cryoudl.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.ClassAligner;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.plan.SearchPass;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.pipeline.files.StateFolder;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.EndingCheckpoints;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An alignment that ends again and again, and goes on, comes to what one without an end does. */
class ResumedAlignmentTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 32;

  @TempDir private Path work;

  private RunIdentity aligned(Path star, Aligner aligner) {
    try (ParticleSet set = SimulatedSet.open(star)) {
      return RunIdentity.of("", aligner.align(set), List.of());
    }
  }

  /** How often a run had to be started that ended after a few steps each time. */
  private int assertEndsAlike(Path star, int steps, Function<Checkpoints, Aligner> aligner)
      throws IOException {
    StateFolder folder = new StateFolder(work.resolve("state"), work);
    Files.createDirectories(folder.path());
    RunIdentity expected = aligned(star, aligner.apply(Checkpoints.none()));
    for (int starts = 1; starts < 200; starts++) {
      RunIdentity run = RunIdentity.of("align", new Settings(1), List.of());
      RunState state = RunState.open(folder, run, Progress.silent(), () -> 0);
      try {
        RunIdentity found =
            aligned(star, aligner.apply(new EndingCheckpoints(state, new AtomicInteger(steps))));
        assertEquals(Optional.empty(), found.differenceFrom(expected));
        return starts;
      } catch (EndingCheckpoints.Killed killed) {
        assertTrue(Files.exists(folder.path().resolve("run.step")));
      }
    }
    throw new AssertionError("it does not come to its end");
  }

  private record Settings(int number) {}

  private Path set(int count, CtfModel.Mode mode) {
    return SimulatedSet.of(count, BOX, mode, 2).write(work, "set" + count);
  }

  private Aligner oneView(AlignmentOptions options, Checkpoints checkpoints) {
    return new ParticleAligner(
        Optional.of(NETWORK.model()), options, checkpoints, Progress.silent());
  }

  @Test
  void oneViewEndedEverySevenSteps() throws IOException {
    Path star = set(60, CtfModel.Mode.PHASE_FLIPPED);
    int starts = assertEndsAlike(star, 7, kept -> oneView(AlignmentOptions.DEFAULT, kept));
    assertTrue(starts > 3, "started " + starts + " times");
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"0, 10", "3, 5"})
  void oneViewEndedAfterAlmostEveryStep(int steps, int startsAbove) throws IOException {
    Path star = set(60, CtfModel.Mode.FULL);
    int starts = assertEndsAlike(star, steps, kept -> oneView(AlignmentOptions.DEFAULT, kept));
    assertTrue(starts > startsAbove, "started " + starts + " times");
  }

  /** Notes what a listener is told, which has to be the same. */
  private static final class Noted implements SearchListener {
    private final List<String> told = new ArrayList<>();

    @Override
    public String passed(SearchPass pass) {
      told.add(pass.classes() + " " + pass.rings() + " " + pass.logEvidence() + pass.trial());
      return "";
    }

    @Override
    public void trialEnded(boolean kept) {
      told.add("kept " + kept);
    }

    @Override
    public void begun() {
      told.clear();
    }
  }

  /** A part of the particles makes the classes, the others join them in pieces. */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {2, 9})
  void classesEndedAgainAndAgain(int steps) throws IOException {
    Path star = set(120, CtfModel.Mode.PHASE_FLIPPED);
    SearchSettings search =
        new SearchSettings(
            new ClassStart.FromNothing(), false, true, OptionalInt.empty(), OptionalInt.of(80));
    List<Noted> noted = new ArrayList<>();
    int starts =
        assertEndsAlike(
            star,
            steps,
            kept -> {
              noted.add(new Noted());
              return new ClassAligner(
                  AlignmentOptions.DEFAULT,
                  ClassPlan.of(3).withSearch(search),
                  kept,
                  Progress.silent(),
                  noted.get(noted.size() - 1));
            });
    assertTrue(starts > 3, "started " + starts + " times");
    assertEquals(noted.get(0).told, noted.get(noted.size() - 1).told);
  }
}
