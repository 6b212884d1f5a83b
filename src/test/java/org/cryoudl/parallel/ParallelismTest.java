package org.cryoudl.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelismTest {

  /**
   * Two runs at once: each meets a barrier for as many threads as it was granted, which it passes
   * only if its loop really has them, and both wait for each other in the middle of their loops.
   */
  @Test
  void twoRunsOfOneProcessUseDifferentNumbersOfThreads() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> two = callers.submit(() -> threadsOfLoop(2, bothRun));
      Future<Integer> five = callers.submit(() -> threadsOfLoop(5, bothRun));
      assertEquals(2, two.get(60, TimeUnit.SECONDS));
      assertEquals(5, five.get(60, TimeUnit.SECONDS));
    } finally {
      callers.shutdownNow();
    }
  }

  private static int threadsOfLoop(int threads, CountDownLatch bothRun) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch allIn = new CountDownLatch(threads);
    AtomicInteger first = new AtomicInteger();
    Parallelism.of(threads)
        .run(
            () ->
                ParallelLoop.run(
                    200,
                    i -> {
                      seen.add(Thread.currentThread());
                      assertEquals(threads, Parallelism.current().threads());
                      if (first.getAndIncrement() < threads) {
                        allIn.countDown();
                        await(allIn);
                      }
                      if (i == 0) {
                        bothRun.countDown();
                        await(bothRun);
                      }
                    }));
    return seen.size();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "the others did not come");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sums of floating-point numbers, whose order of additions must not follow the threads. */
  @Test
  void sumsDoNotDependOnTheThreads() {
    double one = Parallelism.of(1).call(ParallelismTest::sum);
    double seven = Parallelism.of(7).call(ParallelismTest::sum);
    assertEquals(one, seven);
    double inOrder = 0;
    for (int i = 0; i < 10_000; i++) {
      inOrder += 1.0 / (i + 1);
    }
    assertEquals(inOrder, one, 1e-12);
    assertNotEquals(inOrder, one, "the pieces are not added up apart: the test shows nothing");
  }

  private static double sum() {
    return ParallelLoop.reduce(
        10_000,
        () -> new double[1],
        (sum, i) -> sum[0] += 1.0 / (i + 1),
        (sum, other) -> sum[0] += other[0])[0];
  }

  @Test
  void loopsInsideLoopsStayInTheirThread() {
    Map<Integer, Set<Thread>> inner = new ConcurrentHashMap<>();
    Parallelism.of(4)
        .run(
            () ->
                ParallelLoop.run(
                    8,
                    i -> {
                      Set<Thread> seen = ConcurrentHashMap.newKeySet();
                      ParallelLoop.run(50, j -> seen.add(Thread.currentThread()));
                      inner.put(i, seen);
                      assertEquals(Set.of(Thread.currentThread()), seen);
                    }));
    assertEquals(8, inner.size());
  }

  /** What was bound before is bound again afterwards, also if the work fails. */
  @Test
  void aRunLeavesNothingBehind() {
    int unbound = Parallelism.current().threads();
    Parallelism.of(3)
        .run(
            () -> {
              Parallelism.of(9).run(() -> assertEquals(9, Parallelism.current().threads()));
              assertEquals(3, Parallelism.current().threads());
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      Parallelism.of(5)
                          .run(
                              () -> {
                                throw new IllegalStateException("fails");
                              }));
              assertEquals(3, Parallelism.current().threads());
            });
    assertEquals(unbound, Parallelism.current().threads());
    assertEquals(Runtime.getRuntime().availableProcessors(), unbound);
    assertThrows(IllegalArgumentException.class, () -> Parallelism.of(0));
  }
}
