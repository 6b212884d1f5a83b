package org.cryoudl.micrograph.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.views.IceModel;
import org.cryoudl.simulation.views.MicrographRecipe;
import org.cryoudl.simulation.views.MicrographSimulator;
import org.cryoudl.simulation.views.MicrographSimulator.Placed;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParticlePickerTest {

  private static final CtfModel CTF =
      new CtfModel(null, 300.0, 2.7, 0.1, 12000.0, 20000.0, 300.0, 60.0, 0);
  private static final int SIDE = 640;
  private static final double PIXEL = 4;

  private static MicrographSimulator simulator(
      int particles, double snr, int contamination, MicrographRecipe.Contrast contrast) {
    return TestMicrographs.simulator(
        SIDE, PIXEL, particles, snr, new IceModel(0.3, 3.0, contamination), CTF, contrast, 9);
  }

  private static ParticlePicker picker(PickOptions.Contrast contrast) {
    return new ParticlePicker(
        new References(TestMicrographs.projections(8, 64, 5), 5, 220, false),
        new PickOptions(
            25,
            15,
            0.6 * 220,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            contrast,
            0,
            false,
            1));
  }

  private static Picks pick(MicrographSimulator simulator, PickOptions.Contrast contrast) {
    return picker(contrast).pick(simulator.simulate(0), PIXEL, simulator.truth(0).ctf());
  }

  /** Harmonic mean of precision and recall; a pick is right within a fifth of the diameter. */
  private static double f1(List<Coordinate> picks, List<Placed> truth) {
    long right =
        truth.stream()
            .filter(
                t ->
                    picks.stream()
                        .anyMatch(
                            p ->
                                Math.hypot(p.column() - t.column(), p.row() - t.row())
                                    < 0.2 * TestMicrographs.DIAMETER / PIXEL))
            .count();
    return 2.0 * right / (picks.size() + truth.size());
  }

  @ParameterizedTest
  @EnumSource(MicrographRecipe.Contrast.class)
  void findsNearlyAllParticlesAndFewOthersWhateverTheirSign(MicrographRecipe.Contrast contrast) {
    MicrographSimulator simulator = simulator(50, 0.25, 0, contrast);
    Picks picks = pick(simulator, PickOptions.Contrast.AUTO);
    assertEquals(contrast == MicrographRecipe.Contrast.DARK, picks.isDark());
    double f1 = f1(picks.coordinates(), simulator.truth(0).particles());
    assertTrue(f1 >= 0.95, "F1 " + f1 + " of " + picks.coordinates().size() + " picks");
  }

  @Tag("slow")
  @Test
  void noiseAloneGivesNoMorePicksThanTold() {
    int picked = 0;
    for (int i = 0; i < 2; i++) {
      Picks picks =
          picker(PickOptions.Contrast.DARK)
              .pick(
                  simulator(0, 0.1, 0, MicrographRecipe.Contrast.DARK).simulate(i),
                  PIXEL,
                  simulator(0, 0.1, 0, MicrographRecipe.Contrast.DARK).truth(i).ctf());
      assertEquals(0.5, picks.expectedFalse(), 1e-6);
      assertEquals(2, picks.mostFalse());
      picked += picks.coordinates().size();
    }
    // 1 is expected; 4 or fewer are so in 99.6 of 100 cases.
    assertTrue(picked <= 4, "picked " + picked);
  }

  @Test
  void contaminationIsLeftOut() {
    MicrographSimulator simulator = simulator(30, 0.3, 6, MicrographRecipe.Contrast.DARK);
    Picks picks = pick(simulator, PickOptions.Contrast.DARK);
    assertFalse(picks.contaminated().isEmpty(), "nothing was left out");
    double f1 = f1(picks.coordinates(), simulator.truth(0).particles());
    assertTrue(f1 > 0.85, "F1 " + f1);
  }

  @Test
  void aRectangleIsSearchedToItsRim() {
    MicrographSimulator simulator = simulator(50, 0.2, 0, MicrographRecipe.Contrast.DARK);
    Image whole = simulator.simulate(0);
    int height = 401;
    Image part = new Image(SIDE, height, java.util.Arrays.copyOf(whole.pixels(), SIDE * height));
    Picks picks = picker(PickOptions.Contrast.DARK).pick(part, PIXEL, simulator.truth(0).ctf());
    double margin = 0.6 * TestMicrographs.DIAMETER / PIXEL;
    List<Placed> inside =
        simulator.truth(0).particles().stream().filter(p -> p.row() < height - margin).toList();
    List<Coordinate> found =
        picks.coordinates().stream().filter(p -> p.row() < height - margin).toList();
    double f1 = f1(found, inside);
    assertTrue(f1 >= 0.95, "F1 " + f1);
  }

  @Test
  void aParticleThatDoesNotFitIsRefused() {
    Image strip = new Image(SIDE, 60, new float[SIDE * 60]);
    DataException e =
        assertThrows(
            DataException.class,
            () -> picker(PickOptions.Contrast.DARK).requireRoom(strip, PIXEL, "strip.mrc"));
    assertTrue(e.getMessage().startsWith("strip.mrc is 640 x 60 pixels"), e.getMessage());
    picker(PickOptions.Contrast.DARK)
        .requireRoom(new Image(SIDE, 64, new float[SIDE * 64]), PIXEL, "strip.mrc");
  }

  @Test
  void anEvenMicrographIsRefused() {
    float[] pixels = new float[64 * 64];
    Image image = new Image(64, 64, pixels);
    String message =
        assertThrows(DataException.class, () -> ParticlePicker.requirePicture(image, "even.mrc"))
            .getMessage();
    assertTrue(message.contains("all pixels of even.mrc are 0.0"), message);
    pixels[100] = 1;
    ParticlePicker.requirePicture(image, "even.mrc");
  }
}
