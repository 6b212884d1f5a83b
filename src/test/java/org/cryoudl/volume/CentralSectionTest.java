package org.cryoudl.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.image.grid.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CentralSectionTest {

  private static final EulerAngles[] VIEWS = {
    new EulerAngles(0, 0, 0),
    new EulerAngles(33, 47, -71),
    new EulerAngles(-120, 90, 15),
    new EulerAngles(10, 179, 200)
  };

  private static AnalyticVolume volume(int box) {
    return AnalyticVolume.random(box, 12, PointGroup.named("C1"), 3);
  }

  private static double relative(float[] wanted, float[] got) {
    double difference = 0;
    double power = 0;
    for (int i = 0; i < wanted.length; i++) {
      difference += (double) (wanted[i] - got[i]) * (wanted[i] - got[i]);
      power += (double) wanted[i] * wanted[i];
    }
    return Math.sqrt(difference / power);
  }

  /** The theorem: a section is the transform of the projection, known in closed form. */
  @ParameterizedTest
  @ValueSource(ints = {40, 41})
  void exactSectionsAreTransformsOfProjections(int box) {
    CentralSection sections = new CentralSection(volume(box).cube(), Interpolation.EXACT);
    for (EulerAngles view : VIEWS) {
      HalfSpectrum transform = Fft2D.of(box).forward(volume(box).projection(view));
      Fft2D.of(box).centrePhase(transform.values());
      assertEquals(0, relative(transform.values(), sections.at(view).values()), 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"EXACT,40,1e-6", "EXACT,41,1e-6", "LINEAR,40,0.05", "LINEAR,41,0.05"})
  void projectionsAreLineIntegrals(Interpolation interpolation, int box, double error) {
    CentralSection sections = new CentralSection(volume(box).cube(), interpolation);
    for (EulerAngles view : VIEWS) {
      assertEquals(
          0, relative(volume(box).projection(view), sections.projection(view, 0, 0)), error);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41})
  void realSpaceProjectionsAreLineIntegrals(int box) {
    RealSpaceProjection projection = new RealSpaceProjection(volume(box).cube());
    for (EulerAngles view : VIEWS) {
      assertEquals(0, relative(volume(box).projection(view), projection.at(view)), 1e-6);
    }
  }

  /** Noise has power at the Nyquist frequency of an even box too. */
  @ParameterizedTest
  @ValueSource(ints = {12, 13})
  void plainRealSpaceProjectionOfNoiseIsTheSumOfSections(int box) {
    SplittableRandom random = new SplittableRandom(5);
    Grid cube = Grid.cube(box);
    float[] sum = new float[box * box];
    for (int i = 0; i < cube.size(); i++) {
      cube.values()[i] = (float) random.nextGaussian();
      sum[i % sum.length] += cube.values()[i];
    }
    assertEquals(0, relative(sum, new RealSpaceProjection(cube).at(VIEWS[0])), 2e-6);
  }

  /** RELION's origin: the particle sits at -origin, so that shifting by it centres the particle. */
  @Test
  void originsPutTheParticleAtTheirNegative() {
    CentralSection sections = new CentralSection(volume(40).cube(), Interpolation.EXACT);
    float[] centred = sections.projection(VIEWS[1], 0, 0);
    float[] moved = sections.projection(VIEWS[1], 3, -2);
    for (int row = 10; row < 30; row++) {
      for (int column = 10; column < 30; column++) {
        assertEquals(centred[row * 40 + column], moved[(row + 2) * 40 + column - 3], 1e-4 * 20);
      }
    }
  }

  /** Without angles the sum along z, whatever the interpolation. */
  @Test
  void plainViewIsTheSumOfSections() {
    Grid cube = volume(40).cube();
    float[] sum = new float[1600];
    for (int i = 0; i < cube.size(); i++) {
      sum[i % 1600] += cube.values()[i];
    }
    for (Interpolation how : Interpolation.values()) {
      float[] got = new CentralSection(cube, how).projection(VIEWS[0], 0, 0);
      assertTrue(relative(sum, got) < (how == Interpolation.EXACT ? 1e-6 : 0.05));
    }
  }
}
