package org.cryoudl.alignment.intake;

import java.util.Optional;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SpectrumSourceContract;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.TurnedStack;
import org.junit.jupiter.api.Nested;

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

  @Nested
  class MadeAnew extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      return spectra(box, 0);
    }
  }
}
