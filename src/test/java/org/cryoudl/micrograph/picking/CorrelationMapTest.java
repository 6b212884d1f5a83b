package org.cryoudl.micrograph.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CorrelationMapTest {

  private static final int SIDE = 96;

  private static TurnedTemplates templates(double step) {
    References references = new References(TestMicrographs.projections(2, 64, 5), 5, 220, false);
    double[] all = new double[17];
    Arrays.fill(all, 1);
    return new TurnedTemplates(references, Optional.empty(), step, 10, all);
  }

  private static Image noise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Image image = Image.square(SIDE);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (float) (3 + random.nextGaussian());
    }
    return image;
  }

  /** Against the definition of the coefficient, pixel by pixel. */
  @Test
  void isTheCoefficientOfItsDefinition() {
    Image plane = noise(1);
    TurnedTemplates templates = templates(90);
    CorrelationMap map = CorrelationMap.of(plane, templates, 0);
    for (int row = 30; row < 66; row += 7) {
      for (int column = 30; column < 66; column += 7) {
        double highest = -1;
        double lowest = 1;
        for (int t = 0; t < templates.count(); t++) {
          double value = coefficient(plane, templates, t, row, column);
          highest = Math.max(highest, value);
          lowest = Math.min(lowest, value);
        }
        assertEquals(highest, map.highest()[row * SIDE + column], 1e-4);
        assertEquals(lowest, map.lowest()[row * SIDE + column], 1e-4);
      }
    }
  }

  private static double coefficient(
      Image plane, TurnedTemplates templates, int t, int row, int column) {
    int box = templates.box();
    float[] template = templates.pixels(t);
    float[] disc = templates.discPixels();
    double n = 0;
    double mean = 0;
    for (int i = 0; i < disc.length; i++) {
      double value = under(plane, i, box, row, column);
      n += disc[i];
      mean += disc[i] * value;
    }
    mean /= n;
    double product = 0;
    double squares = 0;
    for (int i = 0; i < disc.length; i++) {
      double value = under(plane, i, box, row, column) - mean;
      product += template[i] * value;
      squares += disc[i] * value * value;
    }
    return product / Math.sqrt(squares);
  }

  private static double under(Image plane, int i, int box, int row, int column) {
    return plane.at(row + i / box - box / 2, column + i % box - box / 2);
  }

  @Test
  void aTemplateItselfHasOneAtItsPlaceAndIsNamed() {
    TurnedTemplates templates = templates(30);
    int wanted = 17;
    Image plane = Image.square(SIDE);
    int box = templates.box();
    for (int i = 0; i < box * box; i++) {
      plane.pixels()[(40 + i / box - box / 2) * SIDE + 52 + i % box - box / 2] =
          templates.pixels(wanted)[i];
    }
    CorrelationMap map = CorrelationMap.of(plane, templates, 0);
    assertEquals(1, map.highest()[40 * SIDE + 52], 1e-3);
    assertEquals(wanted, map.highestTemplate()[40 * SIDE + 52]);
    assertEquals(1, templates.reference(wanted));
    assertEquals(150, templates.psiDegrees(wanted), 1e-9);
  }

  /** Blocks of every kind: one, many, and last ones that are cut; four templates at a time. */
  @Test
  void blocksGiveTheSumsOfTheirDefinition() {
    SplittableRandom random = new SplittableRandom(8);
    for (int[] size : new int[][] {{48, 12, 0}, {96, 31, 0}, {200, 30, 11}, {150, 40, 20}}) {
      int side = size[0];
      int box = size[1];
      float[] plane = gaussian(side * side, random);
      float[][] templates = new float[BlockCorrelation.TOGETHER][];
      Arrays.setAll(templates, t -> gaussian(box * box, random));
      BlockCorrelation blocks = new BlockCorrelation(side, box, size[2]);
      float[][] found = new float[templates.length][side * side];
      int[][] times = new int[templates.length][side * side];
      BlockCorrelation.Spectrum transformed = blocks.templates(Arrays.asList(templates));
      BlockCorrelation.Scratch scratch = blocks.new Scratch();
      for (int b = 0; b < blocks.blocks(); b++) {
        scratch.correlate(
            b,
            blocks.block(plane, b),
            transformed,
            (t, at, values, from, count) -> {
              for (int i = 0; i < count; i++) {
                found[t][at + i] = values[from + i];
                times[t][at + i]++;
              }
            });
      }
      for (int t = 0; t < templates.length; t++) {
        for (int i = 0; i < found[t].length; i++) {
          assertEquals(isInside(i, side, size[2]) ? 1 : 0, times[t][i], "place " + i);
        }
        for (int at = 0; at < found[t].length; at += 37) {
          if (!isInside(at, side, size[2])) {
            continue;
          }
          double sum = 0;
          for (int i = 0; i < templates[t].length; i++) {
            int row = Math.floorMod(at / side + i / box - box / 2, side);
            int column = Math.floorMod(at % side + i % box - box / 2, side);
            sum += plane[row * side + column] * templates[t][i];
          }
          assertEquals(sum, found[t][at], 1e-3, side + " and " + box);
        }
      }
    }
  }

  private static float[] gaussian(int count, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static boolean isInside(int at, int side, int margin) {
    int row = at / side;
    int column = at % side;
    return Math.min(row, column) >= margin && Math.max(row, column) < side - margin;
  }

  @Test
  void peaksAreSortedAndApart() {
    float[] values = new float[SIDE * SIDE];
    values[20 * SIDE + 20] = 0.9f;
    values[20 * SIDE + 25] = 0.8f;
    values[60 * SIDE + 60] = 0.7f;
    values[60 * SIDE + 2] = 0.95f;
    PeakSelection.Window window = new PeakSelection.Window(5, 5, 90, 90);
    List<PeakSelection.Peak> peaks = new PeakSelection(8).of(values, SIDE, window, 0.1);
    assertEquals(List.of(20.0, 60.0), peaks.stream().map(PeakSelection.Peak::row).toList());
    assertEquals(3, new PeakSelection(4).of(values, SIDE, window, 0.1).size());
  }

  @Test
  void aParabolaPlacesAPeakBetweenPixels() {
    float[] values = new float[SIDE * SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        values[r * SIDE + c] = (float) (1 - 0.01 * (Math.pow(c - 30.3, 2) + Math.pow(r - 41.6, 2)));
      }
    }
    PeakSelection.Peak peak =
        new PeakSelection(8).of(values, SIDE, new PeakSelection.Window(5, 5, 90, 90), 0).get(0);
    assertEquals(30.3, peak.column(), 1e-3);
    assertEquals(41.6, peak.row(), 1e-3);
  }

  /** What noise reaches is told from other noise. */
  @Test
  void noiseHoldsAsManyPeaksAsExpected() {
    TurnedTemplates templates = templates(60);
    double[] band = new double[17];
    Arrays.fill(band, 1);
    PeakSelection selection = new PeakSelection(12);
    NoisePeaks known = NoisePeaks.of(templates, band, selection, 3);
    PeakSelection.Window window = new PeakSelection.Window(1, 1, SIDE - 2, SIDE - 2);
    double threshold = known.threshold(4, window.area());
    assertEquals(4, known.expected(threshold, window.area()), 1e-6);
    int found = 0;
    int planes = 12;
    for (int i = 0; i < planes; i++) {
      Image plane = SearchPlane.noise(SIDE, band, new SplittableRandom(100 + i));
      CorrelationMap map = CorrelationMap.of(plane, templates, 0);
      found += selection.of(map.highest(), SIDE, window, threshold).size();
    }
    // 48 expected; five deviations of a Poisson number.
    assertTrue(found > 13 && found < 83, "found " + found);
  }

  /** More templates than a short counts: the only picture that is not flat is the last. */
  @Test
  @Tag("slow")
  void namesTheBestOfVeryManyTemplates() {
    List<Image> pictures = new ArrayList<>(Collections.nCopies(92, Image.square(16)));
    pictures.add(TestMicrographs.projections(1, 16, 5).get(0));
    double[] all = new double[9];
    Arrays.fill(all, 1);
    TurnedTemplates templates =
        new TurnedTemplates(new References(pictures, 5, 40, false), Optional.empty(), 1, 10, all);
    assertEquals(93 * 360, templates.count());
    CorrelationMap map = CorrelationMap.of(noise(3), templates, 0);
    int above = 0;
    for (int i = 0; i < map.highest().length; i++) {
      if (map.highest()[i] > 0.1) {
        assertEquals(92, templates.reference(map.highestTemplate()[i]));
        above++;
      }
    }
    assertTrue(above > SIDE, "places that resemble the last picture: " + above);
  }
}
