package org.cryoudl.alignment.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SpectrumSourceContract;
import org.cryoudl.io.scratch.MemoryShare;
import org.cryoudl.io.scratch.ScratchFolder;
import org.cryoudl.io.scratch.ScratchSpace;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.testing.TurnedStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spectra of images, kept or made anew for each reading. */
class ParticleSpectraTest {

  @TempDir private static Path folder;

  private static final List<ScratchFolder> OPEN = new ArrayList<>();

  @AfterAll
  static void close() {
    OPEN.forEach(ScratchFolder::close);
  }

  private static SpectrumSource spectra(int box, long memoryBytes) {
    return spectra(box, ScratchSpace.memoryOnly(memoryBytes));
  }

  private static SpectrumSource inAFile(int box, long memoryBytes) {
    ScratchFolder files = new ScratchFolder(folder, memoryBytes, Assertions::fail);
    OPEN.add(files);
    return spectra(box, files);
  }

  private static SpectrumSource spectra(int box, ScratchSpace space) {
    ParticleImages images =
        ParticleImages.known(new TurnedStack(6, box, 0.5), false, new int[] {5, 0, 3, 1});
    return new ParticleSpectra(
        images,
        9,
        i -> Optional.of(new CtfParameters(300, 2.7, 0.1, 15000 + 900 * i, 14000, 30 * i, 0)),
        3,
        Workforce.alone(),
        space);
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

  @Nested
  class InAFile extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      return inAFile(box, 0);
    }
  }

  @Nested
  class InAFileInPart extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      return inAFile(box, 4000);
    }
  }

  /** Once it was written, a spectrum is read; it is the one that was made. */
  @Test
  void aFileGivesWhatWasMade() {
    SpectrumSource made = spectra(24, 0);
    SpectrumSource stored = inAFile(24, 0);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < made.size(); i++) {
        assertArrayEquals(made.get(i).values(), stored.get(i).values());
        assertArrayEquals(made.get(i).ctf().orElseThrow(), stored.get(i).ctf().orElseThrow());
      }
    }
  }

  /** The first particle decides whether the file holds a CTF; others may be otherwise. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void someParticlesHaveNoCtf(int odd) {
    IntFunction<Optional<CtfParameters>> ctf =
        i ->
            i % 2 == odd
                ? Optional.of(new CtfParameters(300, 2.7, 0.1, 15000, 14000, 30, 0))
                : Optional.empty();
    ParticleImages images =
        ParticleImages.known(new TurnedStack(6, 24, 0.5), false, new int[] {5, 0, 3, 1});
    try (ScratchFolder files = new ScratchFolder(folder, 0, Assertions::fail)) {
      ParticleSpectra stored = new ParticleSpectra(images, 9, ctf, 3, Workforce.alone(), files);
      for (int i = 0; i < 4; i++) {
        ParticleSpectrum first = stored.get(i);
        ParticleSpectrum second = stored.get(i);
        assertArrayEquals(first.values(), second.values());
        assertEquals(i % 2 == odd, second.ctf().isPresent());
        assertArrayEquals(first.ctf().orElse(null), second.ctf().orElse(null));
      }
    }
  }

  /**
   * Spectra of the 2,900 coefficients of a box of 64 px would take 3.5 GB for 100,000 particles.
   */
  @Test
  void memoryIsBounded() {
    assertEquals(256L << 20, MemoryShare.bytes(8L << 30));
    assertEquals((1L << 29) / 3, MemoryShare.bytes(1L << 29));
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
