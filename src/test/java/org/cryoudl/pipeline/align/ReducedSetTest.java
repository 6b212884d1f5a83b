package org.cryoudl.pipeline.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.KnownAlignment;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReducedSetTest {

  private static final int BOX = 48;

  @TempDir Path folder;

  @Test
  void rowsAreEvenlySpread() {
    assertArrayEquals(new int[] {0, 3, 6}, look(3, 1).rows(10));
    assertArrayEquals(new int[] {0, 1, 2, 3}, look(9, 1).rows(4));
    assertArrayEquals(new int[] {0, 2, 4, 6, 8}, look(5, 1).rows(10));
    assertEquals(200_000 - 100, look(2000, 1).rows(200_000)[1999]);
    assertEquals(Optional.empty(), look(9, 1).inWords(4, BOX));
  }

  @Test
  void boxesAreEven() {
    assertEquals(24, look(9, 2).binnedBox(48));
    assertEquals(32, look(9, 1.5).binnedBox(48));
    assertEquals(48, look(9, 1.001).binnedBox(48));
    assertEquals(49, look(9, 1).binnedBox(49));
    assertEquals(34, look(9, 1.5).binnedBox(51));
    assertThrows(UsageException.class, () -> look(9, 0.9));
    assertThrows(UsageException.class, () -> look(1, 1));
  }

  /** Blobs broader than the coarse pixels look the same sampled coarsely: a closed form. */
  @Test
  void binnedImagesAreSamplesOfTheSamePicture() {
    try (ParticleSet set = set()) {
      Particles half = new ReducedSet(set, look(4, 2)).particles();
      assertEquals(4, half.size());
      assertEquals(24, half.images().width());
      assertEquals(8, half.pixelSizeAngstroms().orElseThrow(), 1e-6);
      assertEquals(set.imageName(4), half.imageName(2));
      Image fine = set.images().read(4);
      Image coarse = half.images().read(2);
      double sumFine = 0;
      for (float pixel : fine.pixels()) {
        sumFine += pixel;
      }
      double sumCoarse = 0;
      for (float pixel : coarse.pixels()) {
        sumCoarse += pixel;
      }
      // Four pixels become one of their mean: the integral stays.
      assertEquals(sumFine, 4 * sumCoarse, 1e-3 * Math.abs(sumFine) + 1e-2);
    }
  }

  @Test
  void resultsAreInRowsAndPixelsOfTheSet() {
    try (ParticleSet set = set()) {
      ReducedSet reduced = new ReducedSet(set, look(4, 2));
      Image average = Image.square(24, new float[24 * 24]);
      average.pixels()[12 * 24 + 12] = 1;
      Alignment binned =
          KnownAlignment.of(
                  new ViewResult(
                      4,
                      average,
                      average,
                      new double[] {1, 0.9, 0.5},
                      new double[] {1, 1, 1},
                      1,
                      0,
                      Optional.empty()))
              .build();
      Alignment found = reduced.restored(binned);
      assertArrayEquals(new int[] {0, 2, 4, 6}, found.particles().rows());
      for (int i = 0; i < 4; i++) {
        Pose coarse = binned.particles().poses()[i];
        Pose fine = found.particles().poses()[i];
        assertEquals(coarse.psiDegrees(), fine.psiDegrees());
        assertEquals(2 * coarse.originXPixels(), fine.originXPixels());
        assertEquals(2 * coarse.originYPixels(), fine.originYPixels());
        assertEquals(
            2 * binned.particles().shiftErrorPixels()[i], found.particles().shiftErrorPixels()[i]);
      }
      assertEquals(BOX, found.box());
      // The centre pixel stays the centre and keeps its value.
      assertEquals(1, found.largestView().average().pixels()[24 * BOX + 24], 1e-5);
      assertEquals(4, found.pixelSizeAngstroms().orElseThrow(), 1e-6);
    }
  }

  @Test
  void lengthsInOptionsAreInPixelsOfTheSet() {
    try (ParticleSet set = set()) {
      AlignmentOptions given =
          AlignmentOptions.builder().maxShiftPixels(6).maskRadiusPixels(20).build();
      AlignmentOptions binned = new ReducedSet(set, look(4, 2)).options(given);
      assertEquals(3, binned.maxShiftPixels(24));
      assertEquals(given.maskRadius(48), binned.maskRadius(24), 1e-12);
    }
  }

  @Test
  void withoutReductionNothingChanges() {
    try (ParticleSet set = set()) {
      ReducedSet whole = new ReducedSet(set, QuickLook.NONE);
      assertSame(set, whole.particles());
      assertSame(AlignmentOptions.DEFAULT, whole.options(AlignmentOptions.DEFAULT));
    }
  }

  private ParticleSet set() {
    Path star = SimulatedSet.of(8, BOX, CtfModel.Mode.PHASE_FLIPPED, 0.1).write(folder, "p");
    return ParticleSet.open(star, ParticleSetOptions.DEFAULT);
  }

  private static QuickLook look(int particles, double bin) {
    return new QuickLook(Optional.of(particles), bin);
  }
}
