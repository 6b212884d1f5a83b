package org.cryoudl.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.FileState;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.files.StateFolder;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {

  private record Value(int number) {}

  private record Settings(double radius, Optional<String> name) {}

  private static final Settings SETTINGS = new Settings(0.4, Optional.empty());

  @TempDir private Path work;
  private StateFolder folder;
  private final AtomicInteger done = new AtomicInteger();

  @BeforeEach
  void folder() {
    folder = new StateFolder(work.resolve("state"), work);
  }

  /** A state whose writing takes no time. */
  private RunState open(Settings settings, FileState... inputs) {
    return open(() -> 0, settings, inputs);
  }

  private RunState open(LongSupplier clock, Settings settings, FileState... inputs) {
    return RunState.open(
        folder, RunIdentity.of("align", settings, List.of(inputs)), Progress.silent(), clock);
  }

  private int step(Checkpoints checkpoints, String name) {
    return checkpoints.step(name, Value.class, () -> new Value(done.incrementAndGet())).number();
  }

  private List<String> files() {
    try (Stream<Path> files = Files.walk(folder.path())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.path().relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStepThatWasKeptIsNotDoneAgain() {
    assertEquals(1, step(open(SETTINGS), "first step"));
    RunState later = open(SETTINGS);
    assertTrue(later.isResumed());
    assertTrue(later.has("first step"));
    assertEquals(1, step(later, "first step"));
    assertEquals(2, step(later, "second"));
  }

  @Test
  void whatAStepKeptWithinItIsForgottenOnceItIsKept() {
    RunState state = open(SETTINGS);
    Checkpoints inner = state.within("refined");
    step(inner, "round 1");
    assertEquals(List.of("refined/round-1.step", "run.step"), files());
    step(state, "refined");
    assertEquals(List.of("refined.step", "run.step"), files());
  }

  @Test
  void stepsWaitWhileWritingWouldTakeTooMuchOfTheTime() {
    AtomicLong seconds = new AtomicLong();
    RunState state = open(seconds::getAndIncrement, SETTINGS); // every look takes a second
    step(state, "first");
    for (int n = 0; n < 5; n++) {
      step(state, "waiting " + n);
    }
    assertEquals(List.of("first.step", "run.step"), files());
    seconds.addAndGet(1000);
    step(state, "last");
    assertEquals(8, files().size(), files().toString());
  }

  @Test
  void aRunThatDiffersIsRefusedWithBothValues() {
    step(open(SETTINGS), "first");
    Settings other = new Settings(0.3, Optional.of("x"));
    UsageException refused = assertThrows(UsageException.class, () -> open(other));
    assertTrue(
        refused.getMessage().contains("keeps a run with radius 0.4, this one has 0.3"),
        refused.getMessage());
    assertEquals(1, step(open(SETTINGS), "first"));
  }

  @Test
  void anInputThatHasChangedIsRefused() throws IOException {
    Path input = Files.writeString(work.resolve("particles.star"), "data_");
    step(open(SETTINGS, FileState.of(input).orElseThrow()), "first");
    Files.writeString(input, "data_particles");
    FileState now = FileState.of(input).orElseThrow();
    UsageException refused = assertThrows(UsageException.class, () -> open(SETTINGS, now));
    assertTrue(refused.getMessage().contains("5 bytes"), refused.getMessage());
    assertTrue(refused.getMessage().contains("14 bytes"), refused.getMessage());
  }

  @Test
  void aDamagedStepIsDoneAgain() throws IOException {
    step(open(SETTINGS), "first");
    Path file = folder.path().resolve("first.step");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    RunState later = open(SETTINGS);
    assertFalse(later.has("first"));
    assertEquals(2, step(later, "first"));
    assertTrue(later.has("first"));
  }

  @Test
  void wrongInputLeavesNoStateAndAFullDiskDoes() {
    RunState state = open(SETTINGS);
    DataException wrong = new DataException("too few particles");
    assertSame(wrong, assertThrows(DataException.class, () -> fail(state, wrong)));
    assertFalse(Files.exists(folder.path()));

    EnvironmentException full = new EnvironmentException("the disk is full");
    RunState again = open(SETTINGS);
    assertSame(full, assertThrows(EnvironmentException.class, () -> fail(again, full)));
    assertEquals(List.of("first.step", "run.step"), files());
  }

  private void fail(RunState state, RuntimeException failure) {
    state.during(
        () -> {
          step(state, "first");
          throw failure;
        });
  }

  @Test
  void stepsOfAnUnknownRunAreRemoved() throws IOException {
    step(open(SETTINGS), "first");
    Files.delete(folder.path().resolve("run.step"));
    RunState later = open(SETTINGS);
    assertFalse(later.isResumed());
    assertEquals(2, step(later, "first"));
  }

  @Test
  void resultsInTheirPlaceLeaveNoState() {
    Path results = work.resolve("results");
    List<String> names = List.of("result.txt");
    try (OutputTransaction begun = OutputTransaction.begin(results, names, List.of(), false)) {
      keep(begun);
      assertTrue(Files.exists(begun.stateFolder().path()));
    }
    try (OutputTransaction again = OutputTransaction.resume(results, names, List.of(), false)) {
      assertEquals(1, keep(again));
      again.publish(out -> write(out.resolve("result.txt")));
      assertFalse(Files.exists(again.stateFolder().path()));
    }
    assertTrue(Files.exists(results.resolve("result.txt")));
  }

  @Test
  void aRunThatBeginsAnewRemovesTheState() {
    Path results = work.resolve("results");
    List<String> names = List.of("result.txt");
    try (OutputTransaction begun = OutputTransaction.begin(results, names, List.of(), false)) {
      keep(begun);
    }
    try (OutputTransaction anew = OutputTransaction.begin(results, names, List.of(), false)) {
      assertFalse(Files.exists(anew.stateFolder().path()));
      assertEquals(2, keep(anew));
    }
  }

  private int keep(OutputTransaction transaction) {
    return step(
        RunState.open(
            transaction.stateFolder(),
            RunIdentity.of("align", SETTINGS, List.of()),
            Progress.silent()),
        "first");
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "done");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
