package org.cryoudl.evaluation.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.cryoudl.evaluation.classes.ViewFigures.Figure;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.random.KeyedRandom;
import org.junit.jupiter.api.Test;

class ViewScoreTest {

  /** Four directions 10 degrees from the pole, one class: all in closed form. */
  @Test
  void aConeAroundAnAxisIsItsAngleAway() {
    EulerAngles[] views = new EulerAngles[4];
    double[] psi = new double[4];
    for (int i = 0; i < 4; i++) {
      views[i] = new EulerAngles(90 * i, 10, 25 * i);
      // A view turned about the pole by rot shows the molecule turned by rot in the plane, nearly.
      psi[i] = 25 * i + 90 * i + (i == 3 ? 40 : 0);
    }
    ViewFigures figures = score(new int[] {7, 7, 7, 7}, psi, views, "a", "a", "a", "a").figures();
    assertEquals(10, figures.directionMedian(), 1e-6);
    assertEquals(1, figures.w20(), 0);
    assertEquals(1, figures.purity(), 0);
    assertEquals(0, figures.goodLost(), 0);
    assertTrue(Double.isNaN(figures.junkCaught()));
    // Pairs: three of the six errors are 0, three are 40.
    assertEquals(20, figures.pairPsi(), 0.5);
    // The frame's mean is 40 / 4 off, nearly: only the fourth is beyond 15 degrees of it.
    assertEquals(0.75, figures.frameW15(), 0);
  }

  @Test
  void junkIsCaughtWhereItIsTheMajorityOrFlagged() {
    EulerAngles[] views = new EulerAngles[8];
    Arrays.fill(views, new EulerAngles(0, 0, 0));
    String[] specimens = {"junk", "junk", "a", "a", "a", "-1", "junk", "b"};
    int[] classes = {1, 1, 1, 2, 2, 2, 2, 2};
    boolean[] flagged = new boolean[8];
    flagged[5] = true;
    flagged[4] = true;
    ViewFigures figures =
        new ViewScore(new ClassifiedViews(classes, new double[8], flagged, views, specimens))
            .figures();
    // Junk: 0 and 1 in the class of junk, 5 flagged, 6 not. Molecules: 2 in the class of junk, 4
    // flagged, 3 and 7 not.
    assertEquals(3.0 / 4, figures.junkCaught(), 1e-12);
    assertEquals(2.0 / 4, figures.goodLost(), 1e-12);
    assertEquals(2.0 / 4, figures.purity(), 1e-12);
    assertEquals(2.0 / 4, figures.w10(), 1e-12);
  }

  @Test
  void oneClassASinglePerfectView() {
    // Classes by the 48 cells, true in-plane angles plus a turn of each class: no frame error.
    int count = 4000;
    EulerAngles[] views = new EulerAngles[count];
    double[] psi = new double[count];
    int[] classes = new int[count];
    String[] specimens = new String[count];
    for (int i = 0; i < count; i++) {
      var random = KeyedRandom.of(1, "views", i);
      double tilt = Math.toDegrees(Math.acos(random.nextDouble(-1, 1)));
      views[i] = new EulerAngles(360 * random.nextDouble(), tilt, 360 * random.nextDouble());
      classes[i] = 1 + ViewCells.nearest(views[i].matrix());
      psi[i] = views[i].psiDegrees();
      specimens[i] = "s";
    }
    ViewFigures figures = score(classes, psi, views, specimens).figures();
    // The scoring tool states a median of 11.5 degrees and 100 % for 50 equal classes.
    assertEquals(11.7, figures.directionMedian(), 0.5);
    assertTrue(figures.w20() > 0.99, "within 20: " + figures.w20());
    assertEquals(1, figures.rare(), 0);
  }

  @Test
  void intervalsHoldTheFigureAndAreTheSameInAnyNumberOfThreads() {
    int count = 400;
    EulerAngles[] views = new EulerAngles[count];
    double[] psi = new double[count];
    int[] classes = new int[count];
    String[] specimens = new String[count];
    for (int i = 0; i < count; i++) {
      var random = KeyedRandom.of(2, "views", i);
      views[i] = new EulerAngles(360 * random.nextDouble(), 30 * random.nextDouble(), 0);
      classes[i] = 1 + random.nextInt(2);
      psi[i] = 20 * random.nextGaussian();
      specimens[i] = random.nextDouble() < 0.7 ? "a" : random.nextDouble() < 0.5 ? "b" : "junk";
    }
    ViewScore score = score(classes, psi, views, specimens);
    Bootstrap bootstrap = new Bootstrap(200, 3);
    Map<Figure, Estimate> one = Parallelism.of(1).call(() -> score.intervals(bootstrap));
    Map<Figure, Estimate> three = Parallelism.of(3).call(() -> score.intervals(bootstrap));
    assertEquals(one, three);
    Estimate purity = one.get(Figure.PURITY);
    double good = Arrays.stream(specimens).filter(s -> !s.equals("junk")).count();
    double half = 1.96 * Math.sqrt(purity.value() * (1 - purity.value()) / good);
    // A share's interval is that of the binomial distribution.
    assertEquals(purity.value() - half, purity.low(), 0.4 * half);
    assertEquals(purity.value() + half, purity.high(), 0.4 * half);
  }

  private static ViewScore score(
      int[] classes, double[] psi, EulerAngles[] views, String... specimens) {
    return new ViewScore(
        new ClassifiedViews(classes, psi, new boolean[classes.length], views, specimens));
  }
}
