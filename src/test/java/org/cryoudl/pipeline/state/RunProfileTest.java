package org.cryoudl.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cryoudl.progress.Checkpoints;
import org.junit.jupiter.api.Test;

class RunProfileTest {

  private record Value(int number) {}

  @Test
  void rowsOfAllKindsAddUpToTheWhole() {
    long start = System.nanoTime();
    RunProfile profile = new RunProfile();
    profile.particles(2_000_000);
    Checkpoints steps = profile.timing(Checkpoints.none());
    int sum =
        steps
            .step(
                "refined",
                Value.class,
                () -> {
                  int first = rest(steps.within("refined"), "round 1");
                  return new Value(first + rest(steps.within("refined"), "round 2"));
                })
            .number();
    assertEquals(2, sum);
    List<RunProfile.Row> found = profile.rows();
    double whole = (System.nanoTime() - start) / 1e9;
    Map<String, RunProfile.Row> rows =
        found.stream().collect(Collectors.toMap(RunProfile.Row::stage, Function.identity()));
    assertEquals(2, rows.get("round").steps());
    assertEquals(1, rows.get("refined").steps());
    assertEquals(4, rows.get("round").megabytes(), 1e-9);
    assertTrue(rows.get("round").floorSeconds() > 0);
    assertTrue(rows.get("round").seconds() >= 0.1);
    double added = found.stream().mapToDouble(RunProfile.Row::seconds).sum();
    assertTrue(added >= 0.1 && added <= whole, added + " of " + whole);
    assertEquals(found.size() + 1, RunProfile.lines(found).size());
  }

  private static int rest(Checkpoints steps, String name) {
    return steps
        .step(
            name,
            Value.class,
            () -> {
              try {
                Thread.sleep(60);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new Value(1);
            })
        .number();
  }
}
