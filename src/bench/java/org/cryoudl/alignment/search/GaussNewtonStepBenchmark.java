package org.cryoudl.alignment.search;

import java.util.concurrent.TimeUnit;
import org.cryoudl.alignment.averages.RefinementState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per particle of one {@link GaussNewtonStep}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GaussNewtonStepBenchmark {

  /** How far particles lie off their true poses. */
  private static final double TURN_DEGREES = 1.5;

  private static final double MOVE_PIXELS = 0.3;

  private final GaussNewtonStep step = new GaussNewtonStep(KnownView.MASK_RADIUS);
  private KnownView view;

  /** Simulates the particles, and checks that a step leads at least half the way to the truth. */
  @Setup
  public void simulate() {
    view = new KnownView(TURN_DEGREES, MOVE_PIXELS);
    RefinementState state = view.start();
    step.step(state);
    view.check(state.particles(), TURN_DEGREES / 2);
  }

  /** A step against averages that stay. */
  @Benchmark
  @OperationsPerInvocation(KnownView.COUNT)
  public RefinementState step() {
    return step.step(view.start());
  }

  /** A step, and the averages after it in the same pass. */
  @Benchmark
  @OperationsPerInvocation(KnownView.COUNT)
  public GaussNewtonStep.Outcome stepAndAverage() {
    return step.stepAndAverage(view.start(), KnownView.RADIUS, (i, pose) -> pose);
  }
}
