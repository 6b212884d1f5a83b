package org.cryoudl.micrograph.ctf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.views.IceModel;
import org.cryoudl.simulation.views.MicrographRecipe;
import org.cryoudl.simulation.views.MicrographSimulator;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtfEstimatorTest {

  private static final CtfParameters TITAN = new CtfParameters(300, 2.7, 0.1, 0, 0, 0, 0);

  private static CtfEstimate estimate(Image image, double pixelSize, CtfParameters microscope) {
    return estimate(image, pixelSize, microscope, false);
  }

  private static CtfEstimate estimate(
      Image image, double pixelSize, CtfParameters microscope, boolean phaseShift) {
    return new CtfEstimator(new CtfSearchOptions(microscope, 30, 4, 3000, 60000, 5000, phaseShift))
        .estimate(CtfEstimator.spectrum(image, pixelSize), pixelSize);
  }

  private static double mean(CtfParameters ctf) {
    return (ctf.defocusUAngstroms() + ctf.defocusVAngstroms()) / 2;
  }

  /** The picture of ASPIRE's tutorial; CTFFIND 4.1.14 says 9,982.5 A of one like it. */
  @Test
  void isWithinTwentyAngstromsOnTheTutorialOfAspire() {
    int box = 512;
    SplittableRandom random = new SplittableRandom(1);
    Image image = Image.square(box);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double x = c - box / 2.0;
        double y = r - box / 2.0;
        double radius = Math.hypot(x, y);
        // A square without its corners and its middle, its edges blurred.
        double edge = Math.max(Math.max(Math.abs(x), Math.abs(y)) - 85, radius - 102);
        double hole = 21 - radius;
        double shape = 1 / (1 + Math.exp(Math.max(edge, hole) / 4));
        image.pixels()[r * box + c] = (float) (shape + 0.1 * random.nextGaussian());
      }
    }
    CtfParameters truth = new CtfParameters(200, 2.26, 0.07, 10000, 10000, 0, 0);
    HalfSpectrum spectrum = Fft2D.of(box).forward(image.pixels());
    spectrum.multiply(new Ctf(truth).sample(box, 1));
    Fft2D.of(box).inverse(spectrum.values(), image.pixels());
    CtfEstimate found = estimate(image, 1, new CtfParameters(200, 2.26, 0.07, 0, 0, 0, 0));
    assertTrue(found.isFound());
    assertEquals(10000, found.parameters().defocusUAngstroms(), 20);
    assertEquals(10000, found.parameters().defocusVAngstroms(), 20);
    assertEquals(4, found.resolutionAngstroms(), 0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {6000, 15000, 35000})
  void findsAstigmatismAndItsDirection(double defocus) {
    CtfParameters truth = new CtfParameters(300, 2.7, 0.1, defocus + 600, defocus - 600, 35, 0);
    CtfEstimate found = estimate(TestMicrographs.ringsOnly(truth, 768, 1.5, 1, 7), 1.5, TITAN);
    assertTrue(found.isFound(), "evidence " + found.evidence());
    assertEquals(defocus, mean(found.parameters()), 0.005 * defocus);
    assertEquals(
        1200, found.parameters().defocusUAngstroms() - found.parameters().defocusVAngstroms(), 150);
    assertEquals(35, found.parameters().defocusAngleDegrees(), 3);
  }

  @Test
  void findsThePhaseShiftOfAPhasePlate() {
    CtfParameters truth = new CtfParameters(300, 2.7, 0.1, 9000, 8600, 20, 75);
    CtfEstimate found =
        estimate(TestMicrographs.ringsOnly(truth, 768, 1.5, 0.7, 3), 1.5, TITAN, true);
    assertTrue(found.isFound(), "evidence " + found.evidence());
    assertEquals(8800, mean(found.parameters()), 90);
    assertEquals(75, found.parameters().phaseShiftDegrees(), 8);
  }

  /** White noise, and molecules that were seen without a CTF. */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void anEmptyFieldIsSaidToBeOne(int particles) {
    MicrographSimulator empty =
        TestMicrographs.simulator(
            768,
            1.5,
            particles,
            0.1,
            new IceModel(0.0, 3.0, 0),
            new CtfModel(CtfModel.Mode.NONE, null, null, null, null, null, null, null, null),
            MicrographRecipe.Contrast.DARK,
            4);
    CtfEstimate found = estimate(empty.simulate(0), 1.5, TITAN);
    assertFalse(found.isFound(), "evidence " + found.evidence());
  }

  @Test
  void tooFewFrequenciesAreRefused() {
    Image image = TestMicrographs.ringsOnly(TITAN, 64, 20, 1, 1);
    DataException e = assertThrows(DataException.class, () -> estimate(image, 20, TITAN));
    assertTrue(e.getMessage().contains("fewer than 12"), e.getMessage());
  }

  /** Strips of rising defocus, as a tilted specimen has them. */
  @Test
  @Tag("slow")
  void aTiltIsMeasured() {
    int side = 1536;
    Image image = Image.square(side);
    double step = 1500;
    for (int strip = 0; strip < 3; strip++) {
      double defocus = 15000 + step * (strip - 1);
      Image part =
          TestMicrographs.ringsOnly(
              new CtfParameters(300, 2.7, 0.1, defocus, defocus, 0, 0), side, 2, 0.5, strip);
      for (int r = 0; r < side; r++) {
        System.arraycopy(
            part.pixels(), r * side + 512 * strip, image.pixels(), r * side + 512 * strip, 512);
      }
    }
    CtfEstimate found = estimate(image, 2, TITAN);
    assertTrue(found.isFound());
    double truth = Math.toDegrees(Math.atan(step / (512 * 2)));
    assertEquals(truth, found.tiltDegrees().orElse(0), 6);
  }

  /** The first of the hundred of docs/micrographs.md. */
  @Test
  @Tag("slow")
  void micrographsOfParticlesAreFittedWithinHalfAPercent() {
    double[] errors = new double[12];
    for (int i = 0; i < errors.length; i++) {
      MicrographSimulator simulator =
          TestMicrographs.simulator(
              1024,
              1,
              12,
              0.1,
              new IceModel(1.0, 3.0, 0),
              new CtfModel(null, 300.0, 2.7, 0.1, 5000.0, 40000.0, 3000.0, 60.0, 0),
              MicrographRecipe.Contrast.DARK,
              i + 1);
      CtfParameters truth = simulator.truth(0).ctf().orElseThrow();
      CtfEstimate found = estimate(simulator.simulate(0), 1, TITAN);
      assertTrue(found.isFound(), i + ": evidence " + found.evidence());
      errors[i] = Math.abs(mean(found.parameters()) - mean(truth)) / mean(truth);
      assertTrue(errors[i] < 0.02, i + ": " + errors[i]);
      if (truth.defocusUAngstroms() - truth.defocusVAngstroms() > 500) {
        double turn = found.parameters().defocusAngleDegrees() - truth.defocusAngleDegrees();
        double apart = Math.abs((turn % 180 + 270) % 180 - 90);
        assertTrue(apart < 2, i + ": " + apart + " degrees");
      }
    }
    Arrays.sort(errors);
    assertTrue(errors[errors.length / 2] < 0.005, Arrays.toString(errors));
  }
}
