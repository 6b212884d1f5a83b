package org.cryoudl.alignment.search;

import java.util.concurrent.TimeUnit;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.geometry.Angles;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per particle of one {@link ExpectationRound}, new averages included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExpectationStepBenchmark {

  /** Where particles are searched for. */
  public enum Search {
    /** All turns, all shifts within the grid, coarse detail: {@link CoarseToFine#anywhere}. */
    ANYWHERE,
    /** About known poses, fine detail: {@link CoarseToFine#fine}. */
    FINE
  }

  /** The largest shift that is looked for. */
  private static final double LARGEST_SHIFT_PIXELS = 10;

  /** How far particles lie off their true poses. */
  private static final double TURN_DEGREES = 1.5;

  private static final double MOVE_PIXELS = 0.7;

  /** Where particles are searched for. */
  @Param({"ANYWHERE", "FINE"})
  public Search search;

  private CoarseToFine schedule;
  private ExpectationRound round;
  private KnownView view;

  /** Simulates the particles, and checks that a round finds their poses to a step of its grid. */
  @Setup
  public void simulate() {
    schedule = new CoarseToFine(KnownView.BOX, LARGEST_SHIFT_PIXELS);
    round = search == Search.FINE ? schedule.fine() : schedule.anywhere();
    view = new KnownView(TURN_DEGREES, MOVE_PIXELS);
    RefinementState state = view.start();
    run(state);
    view.check(state.particles(), round.stepDegrees());
  }

  /** One round over all particles. */
  @Benchmark
  @OperationsPerInvocation(KnownView.COUNT)
  public ExpectationRound.Outcome round() {
    return run(view.start());
  }

  private ExpectationRound.Outcome run(RefinementState state) {
    double[] centres = new double[KnownView.COUNT];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = Angles.wrap(state.particles().poses[i].psiDegrees(), 360);
    }
    return round.run(
        state.source(),
        state.particles(),
        ExpectationRound.Start.of(
            state,
            i -> new double[] {centres[i]},
            schedule.shiftSigmaPixels(),
            KnownView.MASK_RADIUS));
  }
}
