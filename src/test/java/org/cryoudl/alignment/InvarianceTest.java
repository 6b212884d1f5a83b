package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.initial.NetworkAngles;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What must not change poses. */
class InvarianceTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 45;
  private static final int COUNT = 60;

  @TempDir static Path folder;

  private static SimulatedSet set;
  private static Path file;

  @BeforeAll
  static void simulate() {
    set = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, 2);
    file = set.write(folder, "plain");
  }

  /** Images pass the network in batches; which ones share a batch decides nothing. */
  @Test
  void anglesDoNotDependOnTheBatch() {
    NetworkAngles.Found whole = angles(128);
    for (int batch : new int[] {1, 7, COUNT - 1}) {
      NetworkAngles.Found other = angles(batch);
      for (int i = 0; i < COUNT; i++) {
        double turn = other.psiDegrees()[i] - whole.psiDegrees()[i];
        assertEquals(0, Angles.wrap(turn, 180), 1e-3, "image " + i + ", batches of " + batch);
        assertEquals(whole.score()[i], other.score()[i], 1e-5);
      }
    }
  }

  private static NetworkAngles.Found angles(int batch) {
    try (ParticleSet particles = SimulatedSet.open(file)) {
      ParticleImages images = ParticleImages.survey(particles.images(), false, Progress.silent());
      ParticleSpectra spectra =
          new ParticleSpectra(images, (BOX - 1) / 2, i -> Optional.empty(), 4);
      return new NetworkAngles(
              NETWORK.model(), AlignmentPlan.Initial.AVERAGE, batch, Progress.silent())
          .find(images, IntStream.range(0, COUNT).toArray(), new Reference.Auto(), spectra);
    }
  }

  /**
   * A copy of the set in which every image was turned by 33.7 degrees and shifted by (1.3, -0.8)
   * pixels, by its Fourier series: exact for all that lies inside the disc of frequencies. The
   * corners of the box, which a turn brings in or takes out, hold noise, and the images' noise is
   * no longer the same there; so poses agree to a part of their standard errors, not exactly.
   */
  @Tag("slow")
  @Test
  void aTurnedAndShiftedCopyHasTheSameRelativePoses() {
    double turn = 33.7;
    double[] shift = {1.3, -0.8};
    Path copy = folder.resolve("copy.mrcs");
    try (MrcWriter writer = MrcWriter.stack(copy, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < COUNT; i++) {
        writer.append(moved(set.image(i).pixels(), turn, shift));
      }
      writer.commit();
    }
    Alignment first = align(file);
    Alignment second = align(copy);
    // Poses of the copy: R(psi') (R(turn) c + shift + o') shows the same, so psi' + turn is psi but
    // for one common turn, and R(psi') shift etc. but for one common shift of the average.
    double[][] frame = new double[COUNT][];
    double re = 0;
    double im = 0;
    for (int i = 0; i < COUNT; i++) {
      double common =
          second.particles().poses()[i].psiDegrees()
              + turn
              - first.particles().poses()[i].psiDegrees();
      re += Math.cos(Math.toRadians(common));
      im += Math.sin(Math.toRadians(common));
    }
    double common = Math.toDegrees(Math.atan2(im, re));
    double angles = 0;
    double meanX = 0;
    double meanY = 0;
    double errors = 0;
    for (int i = 0; i < COUNT; i++) {
      Pose a = first.particles().poses()[i];
      Pose b = second.particles().poses()[i];
      angles += Math.abs(Angles.wrap(b.psiDegrees() + turn - a.psiDegrees() - common, 360)) / COUNT;
      errors += first.particles().psiErrorDegrees()[i] / COUNT;
      // Where the particle's middle lies in either average, in the frame of the first.
      double[] middle = a.applyInverse(0, 0);
      double[] inCopy = Angles.rotate(turn, middle[0], middle[1]);
      double[] lands = b.apply(inCopy[0] + shift[0], inCopy[1] + shift[1]);
      frame[i] = lands;
      meanX += lands[0] / COUNT;
      meanY += lands[1] / COUNT;
    }
    double shifts = 0;
    for (double[] lands : frame) {
      shifts += Math.hypot(lands[0] - meanX, lands[1] - meanY) / COUNT;
    }
    assertTrue(angles < 0.5 * errors, "angles differ by " + angles + ", error " + errors);
    assertTrue(shifts < 0.15, "shifts differ by " + shifts);
    assertTrue(set.meanTurnError(second.particles().poses()) < 1);
  }

  private static Alignment align(Path input) {
    try (ParticleSet particles = SimulatedSet.open(input)) {
      return new ParticleAligner(NETWORK.model(), AlignmentOptions.DEFAULT, Progress.silent())
          .align(particles);
    }
  }

  /** The Fourier series of an image (an odd box), evaluated where each pixel comes from. */
  private static float[] moved(float[] image, double turn, double[] shift) {
    int half = BOX / 2;
    double[] re = new double[BOX * BOX];
    double[] im = new double[BOX * BOX];
    double[][] cos = new double[BOX][BOX];
    double[][] sin = new double[BOX][BOX];
    for (int k = -half; k <= half; k++) {
      for (int x = -half; x <= half; x++) {
        cos[k + half][x + half] = Math.cos(2 * Math.PI * k * x / BOX);
        sin[k + half][x + half] = Math.sin(2 * Math.PI * k * x / BOX);
      }
    }
    // Rows, then columns: F(k, l) = sum_y exp(-2 pi i l y / N) sum_x f(x, y) exp(-2 pi i k x / N).
    for (int k = 0; k < BOX; k++) {
      double[] rowRe = new double[BOX];
      double[] rowIm = new double[BOX];
      for (int y = 0; y < BOX; y++) {
        for (int x = 0; x < BOX; x++) {
          rowRe[y] += image[y * BOX + x] * cos[k][x];
          rowIm[y] -= image[y * BOX + x] * sin[k][x];
        }
      }
      for (int l = 0; l < BOX; l++) {
        for (int y = 0; y < BOX; y++) {
          re[l * BOX + k] += rowRe[y] * cos[l][y] + rowIm[y] * sin[l][y];
          im[l * BOX + k] += rowIm[y] * cos[l][y] - rowRe[y] * sin[l][y];
        }
      }
    }
    float[] moved = new float[image.length];
    double[] cx = new double[BOX];
    double[] sx = new double[BOX];
    for (int p = 0; p < moved.length; p++) {
      double[] from = Angles.rotate(-turn, p % BOX - half - shift[0], p / BOX - half - shift[1]);
      for (int k = -half; k <= half; k++) {
        cx[k + half] = Math.cos(2 * Math.PI * k * from[0] / BOX);
        sx[k + half] = Math.sin(2 * Math.PI * k * from[0] / BOX);
      }
      double sum = 0;
      for (int l = -half; l <= half; l++) {
        double cy = Math.cos(2 * Math.PI * l * from[1] / BOX);
        double sy = Math.sin(2 * Math.PI * l * from[1] / BOX);
        for (int k = 0; k < BOX; k++) {
          int at = (l + half) * BOX + k;
          double c = cx[k] * cy - sx[k] * sy;
          double s = sx[k] * cy + cx[k] * sy;
          sum += re[at] * c - im[at] * s;
        }
      }
      moved[p] = (float) (sum / (BOX * BOX));
    }
    return moved;
  }
}
