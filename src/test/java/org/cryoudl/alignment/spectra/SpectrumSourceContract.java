package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source of spectra must do, in odd and even boxes. */
public abstract class SpectrumSourceContract {

  /** A new source over the same particles each time, with images of {@code box} pixels. */
  protected abstract SpectrumSource source(int box);

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void everyParticleFillsTheDisc(int box) {
    SpectrumSource source = source(box);
    assertEquals(box, source.disc().box());
    assertTrue(source.size() > 2, "too few particles to test with");
    for (ParticleSpectrum particle : read(source)) {
      assertEquals(2 * source.disc().size(), particle.values().length);
      particle.ctf().ifPresent(ctf -> assertEquals(source.disc().size(), ctf.length));
      for (float value : particle.values()) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void readingAgainGivesTheSameNumbersAndLeavesThoseGivenAlone(int box) {
    SpectrumSource source = source(box);
    ParticleSpectrum[] first = read(source);
    ParticleSpectrum[] asTheyWere = copy(first);
    assertSame(asTheyWere, read(source), 0);
    assertSame(asTheyWere, first, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void manyThreadsReadTheSameNumbers(int box) {
    ParticleSpectrum[] expected = read(source(box));
    SpectrumSource shared = source(box);
    int size = shared.size();
    ParticleSpectrum[][] found = new ParticleSpectrum[4][size];
    // Neighbours in the loop read one particle at about the same time.
    Parallelism.of(4)
        .run(() -> ParallelLoop.run(4 * size, n -> found[n % 4][n / 4] = shared.get(n / 4)));
    for (ParticleSpectrum[] one : found) {
      assertSame(expected, one, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void positionsOutsideAreRefused(int box) {
    SpectrumSource source = source(box);
    assertThrows(IndexOutOfBoundsException.class, () -> source.get(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> source.get(source.size()));
  }

  static ParticleSpectrum[] read(SpectrumSource source) {
    ParticleSpectrum[] all = new ParticleSpectrum[source.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = source.get(i);
    }
    return all;
  }

  static ParticleSpectrum[] copy(ParticleSpectrum[] all) {
    ParticleSpectrum[] copy = new ParticleSpectrum[all.length];
    for (int i = 0; i < all.length; i++) {
      copy[i] = new ParticleSpectrum(all[i].values().clone(), all[i].ctf().map(float[]::clone));
    }
    return copy;
  }

  static void assertSame(ParticleSpectrum[] expected, ParticleSpectrum[] found, double tolerance) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertSame(expected[i].values(), found[i].values(), tolerance, "particle " + i);
      Optional<float[]> ctf = found[i].ctf();
      assertEquals(expected[i].ctf().isPresent(), ctf.isPresent());
      if (ctf.isPresent()) {
        assertSame(expected[i].ctf().orElseThrow(), ctf.get(), tolerance, "CTF of particle " + i);
      }
    }
  }

  private static void assertSame(float[] expected, float[] found, double tolerance, String what) {
    if (tolerance == 0) {
      assertArrayEquals(expected, found, what);
    } else {
      assertArrayEquals(expected, found, (float) tolerance, what);
    }
  }
}
