package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every view of a source must do beside {@link SpectrumSourceContract}. */
abstract class SpectrumViewContract extends SpectrumSourceContract {

  static final int COUNT = 7;
  static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(6, 1.7);

  /** Rounding of phases, where coefficients are up to about 30. */
  private static final double TOLERANCE = 1e-4;

  /** Some change. */
  abstract SpectrumView view(SpectrumSource source);

  /** The view that undoes {@link #view}. */
  abstract SpectrumView undone(SpectrumSource changed);

  /** The view of this kind that changes nothing. */
  abstract SpectrumView identity(SpectrumSource source);

  @Override
  protected SpectrumSource source(int box) {
    return view(particles(box));
  }

  /** Particles with CTFs, whose averages have twofold symmetry. */
  static SpectrumSource particles(int box) {
    FrequencyDisc disc = new FrequencyDisc(box, 10);
    return new SymmetricSource(
        AnalyticParticles.simulate(
            BLOBS, disc, COUNT, 20, 2, i -> Optional.of(AnalyticParticles.oscillation(disc, i)), 9),
        new CyclicSymmetry(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void theSourceIsNotChanged(int box) {
    SpectrumSource source = particles(box);
    ParticleSpectrum[] before = copy(read(source));
    SpectrumView view = view(source);
    boolean differs = !view.symmetry().equals(source.symmetry());
    for (int i = 0; i < COUNT; i++) {
      ParticleSpectrum seen = view.get(i);
      differs |= !Arrays.equals(seen.values(), before[i].values());
      differs |= !Arrays.equals(seen.ctf().orElseThrow(), before[i].ctf().orElseThrow());
    }
    assertTrue(differs, "the view shows what the source shows");
    assertSame(before, read(source), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void aViewWithoutChangeShowsTheSource(int box) {
    SpectrumSource source = particles(box);
    SpectrumView same = identity(source);
    assertEquals(source.disc(), same.disc());
    assertSame(read(source), read(same), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void theViewUndoneShowsTheSource(int box) {
    SpectrumSource source = particles(box);
    SpectrumView back = undone(view(source));
    assertEquals(source.symmetry(), back.symmetry());
    assertSame(read(source), read(back), TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 26})
  void particlesWithoutCtfStayWithoutOne(int box) {
    FrequencyDisc disc = new FrequencyDisc(box, 10);
    SpectrumView view =
        view(AnalyticParticles.simulate(BLOBS, disc, COUNT, 0, 2, AnalyticParticles.NO_CTF, 9));
    for (ParticleSpectrum particle : read(view)) {
      assertFalse(particle.ctf().isPresent());
    }
  }

  /** Coefficients of blobs and those that a view shows of them. */
  static void assertShown(GaussianBlobs expected, SpectrumSource view, int index) {
    assertArrayEquals(
        AnalyticParticles.coefficients(expected, view.disc()),
        view.get(index).values(),
        (float) TOLERANCE);
  }
}
