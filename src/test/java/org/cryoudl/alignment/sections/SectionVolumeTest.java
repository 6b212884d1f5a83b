package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.testing.RingHarmonics;
import org.junit.jupiter.api.Test;

/** Sections of a volume of Gaussian blobs, whose pictures are known in closed form. */
class SectionVolumeTest {

  private static final int RINGS = 8;

  private final PolarFrequencies frequencies =
      new PolarFrequencies(ManyViews.BOX, RINGS, ManyViews.MASK);

  /** Pictures of the blobs, each as if it were the sum of so many particles without noise. */
  private ClassSums sums(ViewGrid views, float times) {
    ClassSums sums = new ClassSums(views.size(), frequencies);
    float[] squares = new float[RINGS];
    Arrays.fill(squares, times);
    for (int v = 0; v < views.size(); v++) {
      float[] harmonics = RingHarmonics.of(frequencies, ManyViews.seen(views.frame(v)));
      for (int i = 0; i < harmonics.length; i++) {
        harmonics[i] *= times;
      }
      sums.add(v, harmonics, squares);
    }
    return sums;
  }

  private static double[] ratio(double value) {
    double[] ratio = new double[RINGS];
    Arrays.fill(ratio, value);
    return ratio;
  }

  /** Sections in other directions are the pictures that they stand for, in shape and scale. */
  @Test
  void sectionsAreTheTransformsOfProjections() {
    ViewGrid views = ViewGrid.of(400);
    SectionVolume volume = new SectionVolume(RINGS);
    volume.add(sums(views, 50), frequencies, views);
    double[][] others = ManyViews.frames(20, 5);
    ViewGrid directions = ViewGrid.of(20).turned(others[0]);
    float[][] sections =
        volume.filtered(ratio(1e-3), frequencies, volume.mask(ManyViews.MASK)).of(directions);
    for (int v = 0; v < directions.size(); v++) {
      float[] truth = RingHarmonics.of(frequencies, ManyViews.seen(directions.frame(v)));
      assertTrue(distance(sections[v], truth) < 0.08, "section " + v);
    }
  }

  /** Sums that get room for finer rings are those that had it from the beginning. */
  @Test
  void finerRingsFindTheSameSums() {
    ViewGrid views = ViewGrid.of(30);
    SectionVolume coarse = new SectionVolume(RINGS);
    coarse.add(sums(views, 50), frequencies, views);
    SectionVolume wide = new SectionVolume(RINGS + 5);
    wide.add(sums(views, 50), frequencies, views);
    assertArrayEquals(wide.kept().numerator(), coarse.finer(RINGS + 5).kept().numerator(), 0);
    assertArrayEquals(wide.kept().denominator(), coarse.finer(RINGS + 5).kept().denominator(), 0);
  }

  /** The length of the difference, as a share of the truth's. */
  private double distance(float[] found, float[] truth) {
    double difference = 0;
    double whole = 0;
    for (int j = 0; j < frequencies.harmonics(); j++) {
      for (int i = 2 * RINGS * j; i < 2 * RINGS * (j + 1); i++) {
        double weight = frequencies.multiplicity(j) * PolarFrequencies.coefficients(i % RINGS);
        difference += weight * Math.pow(found[i] - truth[i], 2);
        whole += weight * Math.pow(truth[i], 2);
      }
    }
    return Math.sqrt(difference / whole);
  }

  /** What two sums have in common is the mean power of the pictures, ring by ring. */
  @Test
  void commonPowerIsThatOfThePictures() {
    ViewGrid views = ViewGrid.of(400);
    SectionVolume volume = new SectionVolume(RINGS);
    ClassSums sums = sums(views, 1);
    volume.add(sums, frequencies, views);
    double[] common = SectionVolume.commonPower(volume, volume.copy());
    for (int r = 0; r < RINGS; r++) {
      double mean = 0;
      for (float[] harmonics : sums.numerator) {
        for (int j = 0; j < frequencies.harmonics(); j++) {
          double re = harmonics[2 * RINGS * j + r];
          double im = harmonics[2 * RINGS * j + RINGS + r];
          mean += frequencies.multiplicity(j) * (re * re + im * im) / views.size();
        }
      }
      // Values between rings, and their mean over a cell of the grid, are a little lower or higher.
      assertEquals(1, common[r] / mean, 0.3, "ring " + (r + 1));
    }
  }

  @Test
  void fadedSumsMakeTheSameVolume() {
    ViewGrid views = ViewGrid.of(100);
    SectionVolume volume = new SectionVolume(RINGS);
    volume.add(sums(views, 50), frequencies, views);
    SectionVolume faded = volume.copy();
    faded.fade(0.25);
    float[][] before =
        volume.filtered(ratio(4e-3), frequencies, volume.mask(ManyViews.MASK)).of(views);
    float[][] after =
        faded.filtered(ratio(1e-3), frequencies, volume.mask(ManyViews.MASK)).of(views);
    for (int v = 0; v < views.size(); v++) {
      assertTrue(distance(after[v], before[v]) < 1e-5);
    }
  }
}
