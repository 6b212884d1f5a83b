package org.cryoudl.alignment.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SpectrumSourceContract;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.TurnedStack;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Spectra of images, kept or made anew for each reading. */
class ParticleSpectraTest {

  private static SpectrumSource spectra(int box, long budgetBytes) {
    ParticleImages images =
        ParticleImages.known(new TurnedStack(6, box, 0.5), false, new int[] {5, 0, 3, 1});
    return new ParticleSpectra(
        images,
        9,
        i -> Optional.of(new CtfParameters(300, 2.7, 0.1, 15000 + 900 * i, 14000, 30 * i, 0)),
        3,
        budgetBytes);
  }

  @Nested
  class Kept extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      return spectra(box, Long.MAX_VALUE);
    }
  }

  /** A disc of radius 9 holds about 128 coefficients of 12 bytes, so that two of four fit. */
  @Nested
  class KeptInPart extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      return spectra(box, 4000);
    }
  }

  /**
   * Spectra of the 2,900 coefficients of a box of 64 px would take 3.5 GB for 100,000 particles.
   */
  @Test
  void memoryIsBounded() {
    assertEquals(256L << 20, ParticleSpectra.budgetBytes(8L << 30));
    assertEquals((1L << 29) / 3, ParticleSpectra.budgetBytes(1L << 29));
    assertEquals(7713, ParticleSpectra.kept(100_000, 2900, 256L << 20));
    assertEquals(7000, ParticleSpectra.kept(7000, 2900, 256L << 20));
  }

  @Nested
  class MadeAnew extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      return spectra(box, 0);
    }
  }
}
