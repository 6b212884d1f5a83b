package org.cryoudl.simulation.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryoudl.image.Image;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.junit.jupiter.api.Test;

/** What each kind of junk must look like, in masses and where they lie. */
class JunkPainterTest {

  private static final int BOX = 64;
  private static final int WIDE = 192;
  private static final int DRAWS = 30;

  private static final Density MOLECULE =
      new RandomSpecimen(2L, 150.0, 4, null).specimen().density();

  private static final double MASS =
      MOLECULE.blobs().stream().mapToDouble(Density.Blob::weight).sum();

  private final JunkPainter painter =
      new JunkPainter(
          List.of(new ViewedSpecimen("m", MOLECULE, DirectionModel.uniform(), List.of(), 1)),
          5,
          BOX,
          20);

  @Test
  void twoParticlesAreTwoAndLieOnBothSidesOfTheCentre() {
    for (int i = 0; i < DRAWS; i++) {
      double[] found = mass(draw(JunkKind.TWO_PARTICLES, i));
      assertEquals(2 * MASS, found[0], 1e-4 * MASS);
      assertEquals(0, Math.hypot(found[1], found[2]), 1.5);
    }
  }

  @Test
  void brokenParticlesAreAPartAroundTheCentre() {
    for (int i = 0; i < DRAWS; i++) {
      double[] found = mass(draw(JunkKind.BROKEN, i));
      assertTrue(found[0] > 0.02 * MASS && found[0] < 0.98 * MASS, "mass " + found[0] / MASS);
      assertTrue(Math.hypot(found[1], found[2]) < 0.05 * BOX + 0.1, "off centre");
    }
  }

  @Test
  void clumpsAreFourToEightMolecules() {
    for (int i = 0; i < DRAWS; i++) {
      double molecules = mass(draw(JunkKind.CLUMP, i))[0] / MASS;
      assertEquals(Math.rint(molecules), molecules, 1e-3);
      assertTrue(molecules > 3.9 && molecules < 8.1, molecules + " molecules");
    }
  }

  @Test
  void atTheRimTheCentreIsFree() {
    for (int i = 0; i < DRAWS; i++) {
      Image wide = draw(JunkKind.RIM, i);
      double near = 0;
      for (int p = 0; p < wide.pixels().length; p++) {
        double distance = Math.hypot(p % WIDE - WIDE / 2, p / WIDE - WIDE / 2);
        near += distance < 0.15 * BOX ? Math.abs(wide.pixels()[p]) : 0;
      }
      assertTrue(near < 0.02 * MASS, "mass near the centre " + near / MASS);
      double inside = 0;
      for (float value : wide.cropped(BOX).pixels()) {
        inside += value;
      }
      assertTrue(inside > 0, "nothing reaches into the box");
    }
  }

  @Test
  void theCarbonFilmCoversOneSideOfAStraightLine() {
    for (int i = 0; i < DRAWS; i++) {
      Image wide = draw(JunkKind.CARBON_EDGE, i);
      double[] sides = new double[2];
      float[] box = wide.cropped(BOX).pixels();
      double mean = 0;
      for (float value : box) {
        mean += value / box.length;
      }
      for (float value : box) {
        sides[value > mean ? 0 : 1]++;
      }
      assertTrue(
          Math.min(sides[0], sides[1]) > 0.05 * box.length, "the edge does not cross the box");
    }
  }

  @Test
  void contaminationIsDenserThanMolecules() {
    int dense = 0;
    for (int i = 0; i < DRAWS; i++) {
      double largest = 0;
      for (float value : draw(JunkKind.CONTAMINATION, i).pixels()) {
        largest = Math.max(largest, value);
      }
      dense += largest > 20 ? 1 : 0;
    }
    assertTrue(dense > 0.7 * DRAWS, dense + " of " + DRAWS);
  }

  private Image draw(JunkKind kind, int index) {
    Image wide = Image.square(WIDE);
    painter.add(kind, wide, KeyedRandom.of(9, kind.name(), index));
    return wide;
  }

  /** {mass, x, y of its centre}. */
  private static double[] mass(Image image) {
    double[] sum = new double[3];
    for (int p = 0; p < image.pixels().length; p++) {
      sum[0] += image.pixels()[p];
      sum[1] += image.pixels()[p] * (p % WIDE - WIDE / 2);
      sum[2] += image.pixels()[p] * (p / WIDE - WIDE / 2);
    }
    return new double[] {sum[0], sum[1] / sum[0], sum[2] / sum[0]};
  }
}
