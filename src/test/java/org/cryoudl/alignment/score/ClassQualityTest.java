package org.cryoudl.alignment.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.image.Image;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

class ClassQualityTest {

  private static final int BOX = 40;

  @Test
  void evidenceIsWhatHeldOutParticlesConfirm() {
    HeldOutEvidence noise = new HeldOutEvidence(10, -3, 0, 0, 0.5, 0.5);
    // One nat a particle counts half, and so do log 1000 of all.
    double needed = HeldOutEvidence.NEEDED;
    HeldOutEvidence weak = new HeldOutEvidence(7, 7, 1, 1, 1, 0);
    HeldOutEvidence strong = new HeldOutEvidence(10, 99 * needed, 0.9, 1, 1, 0);
    assertEquals(leaning(noise), ClassQuality.evidence(noise), 1e-12);
    assertTrue(ClassQuality.evidence(noise) < 0.1);
    assertEquals(0.8 * 0.5 * 7 / (7 + needed) + leaning(weak), ClassQuality.evidence(weak), 1e-12);
    double each = 9.9 * needed;
    assertEquals(
        0.8 * 0.9 * 0.99 * each * each / (each * each + 1) + leaning(strong),
        ClassQuality.evidence(strong),
        1e-12);
    assertEquals(0, ClassQuality.evidence(HeldOutEvidence.NONE));
  }

  /** What single particles lean to: a fifth of the logistic function. */
  private static double leaning(HeldOutEvidence evidence) {
    return 0.2 / (1 + Math.exp(-evidence.natsPerParticle()));
  }

  /** Of two classes that nothing confirms, that whose particles lean to it comes first. */
  @Test
  void whatParticlesLeanToOrdersClassesThatAreNotConfirmed() {
    HeldOutEvidence towards = new HeldOutEvidence(20, 4, 0, 0.5, 1, 1);
    HeldOutEvidence away = new HeldOutEvidence(20, -6, 0, 0.5, 1, 1);
    assertTrue(ClassQuality.evidence(towards) > ClassQuality.evidence(away));
    assertTrue(ClassQuality.evidence(away) > 0);
    assertTrue(ClassQuality.evidence(towards) < ClassQuality.RECOMMENDED);
  }

  /** Ten particles that had to choose among 25 averages, each with 3 nats for its own. */
  @Test
  void particlesThatMayHaveChosenTheirAverageStillSpeakForIt() {
    double prior = Math.log(1 / 25.0);
    HeldOutEvidence chosen =
        new HeldOutEvidence(10, 10 * (3 + prior), prior, 0, 0, 0.5, 1, OptionalInt.empty());
    assertTrue(chosen.indicatesNoise() && chosen.mayBeChosen());
    assertEquals(3, chosen.natsPerParticle(), 1e-12);
    double expected = 0.8 * 0.9 * 30 / (30 + HeldOutEvidence.NEEDED) + leaning(chosen);
    assertEquals(expected, ClassQuality.evidence(chosen), 1e-12);
    HeldOutEvidence noise =
        new HeldOutEvidence(10, 10 * (0.3 + prior), prior, 0, 0, 0.5, 1, OptionalInt.empty());
    assertFalse(noise.mayBeChosen());
    assertTrue(ClassQuality.evidence(noise) < 0.15);
  }

  /** Signals of 1, 1, 3 and 12 beyond noise of 10 in shells 3 to 9; the third class is large. */
  @Test
  void particlesFarStrongerThanMostLowerTheScore() {
    KnownAlignment known =
        KnownAlignment.of(member(40, 11), member(40, 11), member(20, 13), member(20, 22));
    Alignment alignment = known.build();
    assertEquals(1 / (1 + Math.pow(1 / 3.0, 4)), ClassQuality.of(alignment, 0).strength(), 1e-9);
    assertEquals(0.5, ClassQuality.of(alignment, 2).strength(), 1e-9);
    assertEquals(1 / (1 + Math.pow(4, 4)), ClassQuality.of(alignment, 3).strength(), 1e-9);
    assertTrue(ClassQuality.of(alignment, 3).reason().contains("far stronger than most"));
  }

  private static ViewResult member(int particles, double power) {
    ViewResult plain = KnownAlignment.view(BOX, 8, particles, 1);
    double[] noise = new double[BOX / 2];
    double[] members = new double[BOX / 2];
    Arrays.fill(noise, 10);
    Arrays.fill(members, power);
    return new ViewResult(
        particles,
        plain.average(),
        plain.unfilteredAverage(),
        plain.ringCorrelation(),
        noise,
        members,
        1,
        0,
        plain.reliability());
  }

  private static double compactness(Image average) {
    return ClassQuality.compactness(average, 0.43);
  }

  /** A large molecule, that ends at 0.42 of the box, has a mask of half the box. */
  @Test
  void aMoleculeThatFillsTheUsualMaskIsCompactInAWiderOne() {
    Image large = picture((x, y) -> Math.hypot(x, y) < 0.42 ? 1 : 0);
    assertTrue(ClassQuality.compactness(large, 0.5) > 0.95);
    assertTrue(ClassQuality.compactness(large, 0.43) < 0.2);
    Image edge = picture((x, y) -> x < 0.05 ? -1 : 1);
    assertTrue(ClassQuality.compactness(edge, 0.5) < 0.1);
  }

  @Test
  void anEdgeIsNotCompactAndADiscIs() {
    float[] disc = new float[BOX * BOX];
    float[] edge = new float[BOX * BOX];
    for (int row = 0; row < BOX; row++) {
      for (int column = 0; column < BOX; column++) {
        double radius = Math.hypot(row - BOX / 2, column - BOX / 2);
        disc[row * BOX + column] = radius < 0.25 * BOX ? 1 : 0;
        edge[row * BOX + column] = row < BOX / 2 ? -1 : 1;
      }
    }
    assertEquals(1, compactness(Image.square(BOX, disc)), 1e-6);
    // The rim is as strong as the middle: 1 / (1 + (1 / 0.25)^2).
    assertEquals(1 / 17.0, compactness(Image.square(BOX, edge)), 0.01);
    assertEquals(0, compactness(Image.square(BOX, new float[BOX * BOX])));
  }

  /** A picture of one value a pixel, by distances from the centre in shares of the box. */
  private static Image picture(DoubleBinaryOperator value) {
    float[] pixels = new float[BOX * BOX];
    for (int p = 0; p < pixels.length; p++) {
      double x = (p % BOX - BOX / 2) / (double) BOX;
      double y = (p / BOX - BOX / 2) / (double) BOX;
      pixels[p] = (float) value.applyAsDouble(x, y);
    }
    return Image.square(BOX, pixels);
  }

  /** A filament's profile across: bright, with the dark seams of a defocused image. */
  private static double filament(double x, double y, double degrees) {
    double t = y * Math.cos(Math.toRadians(degrees)) - x * Math.sin(Math.toRadians(degrees));
    return Math.exp(-t * t / 0.005) - 0.3 * Math.exp(-t * t / 0.02);
  }

  /** Whatever its direction, also with noise on it. */
  @Test
  void aFilamentThatCrossesTheBoxIsCompact() {
    Random random = new Random(1);
    for (double degrees = 0; degrees < 180; degrees += 17) {
      double turn = degrees;
      Image clean = picture((x, y) -> filament(x, y, turn));
      assertTrue(compactness(clean) > 0.9, degrees + " degrees");
      Image noisy = picture((x, y) -> filament(x, y, turn) + 0.1 * random.nextGaussian());
      assertTrue(compactness(noisy) > 0.6, degrees + " degrees");
    }
  }

  /** A rod with a thick knob at each end and a handle beside it, as molecules of filaments have. */
  @Test
  void aRodWithKnobsAtItsEndsIsMoreCompactThanItsRimSays() {
    Image rod =
        picture(
            (x, y) ->
                (Math.abs(x) < 0.42 ? Math.exp(-y * y / 0.002) : 0)
                    + 1.5 * Math.exp(-(Math.pow(Math.abs(x) - 0.4, 2) + y * y) / 0.003)
                    + Math.exp(-Math.pow((Math.hypot(x, y - 0.12) - 0.1) / 0.03, 2)));
    assertTrue(FilamentRim.share(rod, 0.43) > 0.4, FilamentRim.share(rod, 0.43) + "");
  }

  /** What goes on along one side only, or lies beside, is judged as before. */
  @Test
  void edgesGradientsNeighboursAndIceAreNoFilaments() {
    for (double off : new double[] {0, 0.08, -0.15}) {
      Image edge =
          picture((x, y) -> Math.tanh(20 * (0.8 * x + 0.6 * y - off)) + Math.tanh(20 * off));
      assertTrue(compactness(edge) < 0.35, "edge at " + off);
    }
    assertTrue(compactness(picture((x, y) -> x)) < 0.1, "gradient");
    Image ring = picture((x, y) -> Math.exp(-Math.pow((Math.hypot(x, y) - 0.4) / 0.04, 2)));
    assertTrue(compactness(ring) < 0.01, "ring at the mask");
    DoubleBinaryOperator blob = (x, y) -> Math.exp(-(x * x + y * y) / 0.02);
    assertTrue(compactness(picture(blob)) > 0.99, "blob");
    // Beside it a neighbour that reaches in from one side.
    Image neighbour =
        picture((x, y) -> blob.applyAsDouble(x, y) + 1.5 * blob.applyAsDouble(x - 0.45, y));
    assertEquals(0, FilamentRim.share(neighbour, 0.43), 0.05);
    Random random = new Random(2);
    for (int trial = 0; trial < 20; trial++) {
      Image ice = RadialFilter.lowPass(0.1, 0.05).apply(picture((x, y) -> random.nextGaussian()));
      assertTrue(FilamentRim.share(ice, 0.43) < 0.15, "ice");
    }
  }

  @Test
  void theScoreIsTheProductAndNamesTheWorst() {
    ClassQuality good = new ClassQuality(0.9, true, 0.95, 0.98, 0.8);
    assertEquals(0.9 * 0.95 * 0.98 * 0.8, good.value(), 1e-12);
    assertTrue(good.isRecommended());
    ClassQuality edge = new ClassQuality(0.9, true, 0.2, 0.98, 0.8);
    assertFalse(edge.isRecommended());
    assertTrue(edge.reason().contains("rim"), edge.reason());
    ClassQuality untested = new ClassQuality(0.3, false, 0.9, 0.9, 0.7);
    assertTrue(untested.reason().contains("too few held-out"), untested.reason());
  }
}
