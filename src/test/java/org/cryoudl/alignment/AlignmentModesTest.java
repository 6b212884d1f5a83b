package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mode, and everything that can be held, against the truth of a simulated set. */
@Tag("slow")
class AlignmentModesTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 45;
  private static final int COUNT = 60;

  @TempDir static Path folder;

  private static SimulatedSet set;
  private static Path stack;

  @BeforeAll
  static void simulate() {
    set = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, 2);
    stack = set.write(folder, "modes");
  }

  @ParameterizedTest
  @CsvSource({"UDL, 8, 0.4", "JUDL, 3, 0.4", "JOINT, 3, 0"})
  void networkModesGiveFullPoses(AlignmentPlan.Mode mode, double degrees, double wrongHalfTurns) {
    Alignment alignment = align(stack, plan(mode, AlignmentPlan.Estimate.ALL));
    double[] errors = errorsModulo180(alignment.particles().poses());
    double mean = Arrays.stream(errors).map(Math::abs).average().orElseThrow();
    assertTrue(mean < degrees, mode + ": mean error modulo 180 " + mean);
    double wrong =
        Arrays.stream(set.turnErrors(alignment.particles().poses()))
                .filter(e -> Math.abs(e) > 90)
                .count()
            / (double) COUNT;
    assertTrue(wrong <= wrongHalfTurns, mode + ": wrong half-turns " + wrong);
    assertEquals(COUNT, alignment.particles().networkConfidence().map(all -> all.length).orElse(0));
    if (mode == AlignmentPlan.Mode.UDL) {
      assertEquals(0, alignment.particles().poses()[0].psiDegrees(), 1e-9);
    }
    if (mode == AlignmentPlan.Mode.JOINT) {
      assertTrue(meanShiftError(alignment.particles().poses()) < 0.6);
    }
  }

  /** Each further step makes the set fit together better. */
  @Test
  void modesBecomeBetterInTurn() {
    double[] errors =
        Arrays.stream(AlignmentPlan.Mode.values())
            .map(mode -> align(stack, plan(mode, AlignmentPlan.Estimate.ALL)))
            .mapToDouble(a -> set.meanTurnError(a.particles().poses()))
            .toArray();
    assertTrue(errors[0] > errors[2], Arrays.toString(errors));
    assertTrue(errors[1] > errors[2] - 1e-9, Arrays.toString(errors));
    assertTrue(errors[2] > errors[3], Arrays.toString(errors));
    assertTrue(errors[3] < 1, Arrays.toString(errors));
  }

  @Test
  void synchronisationServesAsWellAsTheAverage() {
    AlignmentPlan plan =
        new AlignmentPlan(
            AlignmentPlan.Mode.REFINE,
            AlignmentPlan.Estimate.ALL,
            AlignmentPlan.Initial.SYNCHRONISATION,
            Optional.empty());
    assertTrue(set.meanTurnError(align(stack, plan).particles().poses()) < 1);
  }

  /** The shipped prior, from spectra and from chance: neither start nor prior leads astray. */
  @Test
  void startsWithoutANetworkAndThePriorServeAsWell() {
    for (AlignmentPlan.Initial initial :
        List.of(AlignmentPlan.Initial.SPECTRA, AlignmentPlan.Initial.RANDOM)) {
      AlignmentPlan plan =
          new AlignmentPlan(
              AlignmentPlan.Mode.REFINE, AlignmentPlan.Estimate.ALL, initial, Optional.empty());
      AlignmentOptions options =
          AlignmentOptions.builder().plan(plan).prior(SearchSettings.Prior.NETWORK).build();
      Alignment alignment = align(stack, options);
      assertTrue(set.meanTurnError(alignment.particles().poses()) < 1, initial.name());
      assertTrue(alignment.particles().networkConfidence().isEmpty());
    }
  }

  /** The true poses in the metadata, or others in their place: the same answer to the last bit. */
  @Test
  void thePriorIsToldNoTruth() {
    AlignmentPlan plan =
        new AlignmentPlan(
            AlignmentPlan.Mode.REFINE,
            AlignmentPlan.Estimate.ALL,
            AlignmentPlan.Initial.SPECTRA,
            Optional.empty());
    AlignmentOptions options =
        AlignmentOptions.builder().plan(plan).prior(SearchSettings.Prior.NETWORK).build();
    Path known = star("known", i -> new Pose(set.truth(i).psiDegrees(), 0, 0));
    Path scrambled = star("scrambled", i -> new Pose(11.0 * i * i, i % 5, i % 3));
    assertArrayEquals(
        align(known, options).particles().poses(), align(scrambled, options).particles().poses());
  }

  @ParameterizedTest
  @EnumSource(names = {"JOINT", "REFINE"})
  void shiftsAloneAreFoundAtGivenAngles(AlignmentPlan.Mode mode) {
    Path star = star("angles", i -> new Pose(set.truth(i).psiDegrees() + 20, 0, 0));
    Alignment alignment = alignWithout(star, plan(mode, AlignmentPlan.Estimate.SHIFTS));
    for (int i = 0; i < COUNT; i++) {
      double turn = alignment.particles().poses()[i].psiDegrees() - set.truth(i).psiDegrees() - 20;
      assertEquals(0, Angles.wrap(turn, 360), 1e-4); // the STAR's six digits
    }
    double shift = meanShiftError(alignment.particles().poses());
    assertTrue(shift < (mode == AlignmentPlan.Mode.REFINE ? 0.3 : 0.6), "shift " + shift);
    assertEquals(0, alignment.particles().networkConfidence().map(all -> all.length).orElse(0));
  }

  @ParameterizedTest
  @EnumSource
  void anglesAloneAreFoundAtGivenShifts(AlignmentPlan.Mode mode) {
    Path star =
        star(
            "shifts",
            i -> new Pose(77, set.truth(i).originXPixels(), set.truth(i).originYPixels()));
    Alignment alignment = align(star, plan(mode, AlignmentPlan.Estimate.ANGLES));
    for (int i = 0; i < COUNT; i++) {
      assertEquals(
          set.truth(i).originXPixels(), alignment.particles().poses()[i].originXPixels(), 1e-4);
      assertEquals(
          set.truth(i).originYPixels(), alignment.particles().poses()[i].originYPixels(), 1e-4);
    }
    if (mode == AlignmentPlan.Mode.REFINE) {
      assertTrue(set.meanTurnError(alignment.particles().poses()) < 0.8);
    }
  }

  /** Nothing in the metadata: what is held is zero. */
  @Test
  void withoutPosesWhatIsHeldIsZero() {
    Alignment shifts =
        alignWithout(stack, plan(AlignmentPlan.Mode.REFINE, AlignmentPlan.Estimate.SHIFTS));
    Alignment angles = align(stack, plan(AlignmentPlan.Mode.REFINE, AlignmentPlan.Estimate.ANGLES));
    for (int i = 0; i < COUNT; i++) {
      assertEquals(0, shifts.particles().poses()[i].psiDegrees());
      assertEquals(0, angles.particles().poses()[i].originXPixels());
      assertEquals(0, angles.particles().poses()[i].originYPixels());
    }
  }

  @ParameterizedTest
  @EnumSource
  void posesOfTheMetadataAreRefinedWithinTheirWindow(AlignmentPlan.Estimate estimate) {
    Pose[] start = perturbed(4, 1, estimate);
    Path star = star("start-" + estimate, i -> start[i]);
    Alignment alignment = alignWithout(star, start(estimate, 8, 2.5));
    double before = set.meanTurnError(start);
    double error = set.meanTurnError(alignment.particles().poses());
    double shift = meanShiftError(alignment.particles().poses());
    if (estimate == AlignmentPlan.Estimate.SHIFTS) {
      assertEquals(before, error, 1e-3);
    } else {
      assertTrue(error < 0.8, "mean error " + error + " from " + before);
    }
    if (estimate != AlignmentPlan.Estimate.ANGLES) {
      assertTrue(shift < 0.3, "shift " + shift + " from " + meanShiftError(start));
    }
    // What is held has no error to be judged.
    assertEquals(
        estimate == AlignmentPlan.Estimate.ALL, alignment.particles().reliability().isPresent());
    // In the frame of the start: no common turn beyond what the start's own errors allow.
    double common = 0;
    for (int i = 0; i < COUNT; i++) {
      double turn = alignment.particles().poses()[i].psiDegrees() - set.truth(i).psiDegrees();
      common += Angles.wrap(turn, 360) / COUNT;
    }
    assertEquals(0, common, 1.5);
  }

  /** Of 60 true errors 41 are expected within one standard error, give or take 4. */
  @Test
  void standardErrorsOfRefinedStartsHold() {
    Pose[] start = perturbed(4, 1, AlignmentPlan.Estimate.ALL);
    Path star = star("calibrated", i -> start[i]);
    Alignment alignment = alignWithout(star, start(AlignmentPlan.Estimate.ALL, 8, 2.5));
    double[] errors = errorsModulo180(alignment.particles().poses());
    long inside =
        IntStream.range(0, COUNT)
            .filter(i -> Math.abs(errors[i]) < alignment.particles().psiErrorDegrees()[i])
            .count();
    assertEquals(41, inside, 11);
    assertTrue(Arrays.stream(alignment.particles().confidence()).average().orElseThrow() > 0.95);
    assertEquals(0, alignment.particles().reliability().orElseThrow().outliers());
  }

  /** A tenth starts half a turn away: they stay in their windows, and their confidence is low. */
  @Test
  void wrongStartsStayAndAreNotBelieved() {
    Pose[] start = perturbed(2, 0.5, AlignmentPlan.Estimate.ALL);
    for (int i = 0; i < COUNT; i += 10) {
      start[i] =
          new Pose(start[i].psiDegrees() + 180, start[i].originXPixels(), start[i].originYPixels());
    }
    Path star = star("wrong", i -> start[i]);
    Alignment alignment = alignWithout(star, start(AlignmentPlan.Estimate.ALL, 8, 2.5));
    for (int i = 0; i < COUNT; i++) {
      double turn = alignment.particles().poses()[i].psiDegrees() - start[i].psiDegrees();
      assertTrue(Math.abs(Angles.wrap(turn, 360)) < 8.001);
      double confidence = alignment.particles().confidence()[i];
      assertTrue(i % 10 == 0 ? confidence < 0.2 : confidence > 0.6, i + ": " + confidence);
    }
  }

  /** Images of noise fit each other in windows about any start, but as well anywhere else. */
  @Test
  void noiseThatStartsSomewhereIsNotBelieved() {
    Random random = new Random(12);
    Path noise = folder.resolve("noise.mrcs");
    try (MrcWriter writer = MrcWriter.stack(noise, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < COUNT; i++) {
        float[] pixels = new float[BOX * BOX];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = (float) random.nextGaussian();
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    Path star = star(noise, "noise", i -> new Pose(360 * random.nextDouble(), 0, 0));
    Alignment alignment = alignWithout(star, start(AlignmentPlan.Estimate.ALL, 8, 2.5));
    assertTrue(Arrays.stream(alignment.particles().confidence()).average().orElseThrow() < 0.4);
  }

  /** An angle of which the network is unsure stays unsure, however well the average shows it. */
  @Test
  void confidenceOfTheNetworksAnglesHolds() {
    Alignment alignment = align(stack, plan(AlignmentPlan.Mode.UDL, AlignmentPlan.Estimate.ALL));
    double right =
        Arrays.stream(set.turnErrors(alignment.particles().poses()))
                .filter(e -> Math.abs(e) < 10)
                .count()
            / (double) COUNT;
    double promised = Arrays.stream(alignment.particles().confidence()).average().orElseThrow();
    assertTrue(promised < right + 0.25, promised + " promised, " + right + " held");
    for (int i = 0; i < COUNT; i++) {
      if (alignment.particles().psiErrorDegrees()[i] > 40) {
        assertTrue(
            alignment.particles().confidence()[i] < 0.25,
            "confidence " + alignment.particles().confidence()[i]);
      }
    }
  }

  @Test
  void windowsAreNeverLeft() {
    Pose[] start = perturbed(4, 1, AlignmentPlan.Estimate.ALL);
    Path star = star("windows", i -> start[i]);
    Alignment alignment = alignWithout(star, start(AlignmentPlan.Estimate.ALL, 1.5, 0.4));
    int atRim = 0;
    for (int i = 0; i < COUNT; i++) {
      Pose pose = alignment.particles().poses()[i];
      double turn = Math.abs(Angles.wrap(pose.psiDegrees() - start[i].psiDegrees(), 360));
      double shift =
          Math.hypot(
              pose.originXPixels() - start[i].originXPixels(),
              pose.originYPixels() - start[i].originYPixels());
      assertTrue(turn < 1.5 + 1e-4, "turn " + turn);
      assertTrue(shift < 0.4 + 1e-4, "shift " + shift);
      atRim += turn > 1.4 || shift > 0.35 ? 1 : 0;
    }
    assertTrue(atRim > COUNT / 3, "only " + atRim + " poses were held back");
  }

  @Test
  void phasesAreFoundOutFromTheStart() {
    SimulatedSet signed = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.FULL, 2);
    Path star = signed.write(folder, "signed");
    Pose[] start = new Pose[COUNT];
    Random random = new Random(3);
    for (int i = 0; i < COUNT; i++) {
      Pose truth = signed.truth(i);
      start[i] =
          new Pose(
              truth.psiDegrees() + 3 * random.nextGaussian(),
              truth.originXPixels(),
              truth.originYPixels());
    }
    Path withPoses = withPoses(star, i -> start[i]);
    Alignment alignment = alignWithout(withPoses, start(AlignmentPlan.Estimate.ALL, 8, 2));
    assertEquals(Optional.of(CtfPhases.UNFLIPPED), alignment.phases());
    assertTrue(signed.meanTurnError(alignment.particles().poses()) < 2);
  }

  @Test
  void aSetWithoutPosesCannotBeAStart() {
    DataException refused =
        assertThrows(
            DataException.class,
            () -> alignWithout(stack, start(AlignmentPlan.Estimate.ALL, 10, 5)));
    assertTrue(refused.getMessage().contains("no pose to start from"), refused.getMessage());
    assertTrue(refused.getMessage().contains("leave the start out"), refused.getMessage());
  }

  @Test
  void partsThatDoNotGoTogetherAreRefused() {
    Optional<AlignmentPlan.PoseWindow> window = Optional.of(new AlignmentPlan.PoseWindow(10, 5));
    AlignmentPlan.Initial average = AlignmentPlan.Initial.AVERAGE;
    AlignmentPlan.Initial synchronised = AlignmentPlan.Initial.SYNCHRONISATION;
    for (AlignmentPlan.Mode mode : AlignmentPlan.Mode.values()) {
      if (mode != AlignmentPlan.Mode.REFINE) {
        assertThrows(
            UsageException.class,
            () -> new AlignmentPlan(mode, AlignmentPlan.Estimate.ALL, average, window));
      }
    }
    for (AlignmentPlan.Initial initial :
        List.of(AlignmentPlan.Initial.SPECTRA, AlignmentPlan.Initial.RANDOM)) {
      assertThrows(
          UsageException.class,
          () ->
              new AlignmentPlan(
                  AlignmentPlan.Mode.JOINT, AlignmentPlan.Estimate.ALL, initial, Optional.empty()));
      AlignmentPlan plan =
          new AlignmentPlan(
              AlignmentPlan.Mode.REFINE, AlignmentPlan.Estimate.ALL, initial, Optional.empty());
      assertThrows(
          UsageException.class,
          () -> AlignmentOptions.builder().plan(plan).reference(new Reference.Particle(0)).build());
    }
    assertThrows(
        UsageException.class,
        () ->
            AlignmentOptions.builder()
                .plan(start(AlignmentPlan.Estimate.ALL, 10, 5))
                .prior(SearchSettings.Prior.NETWORK)
                .build());
    assertThrows(
        UsageException.class, () -> plan(AlignmentPlan.Mode.UDL, AlignmentPlan.Estimate.SHIFTS));
    assertThrows(
        UsageException.class, () -> plan(AlignmentPlan.Mode.JUDL, AlignmentPlan.Estimate.SHIFTS));
    assertThrows(
        UsageException.class,
        () ->
            new AlignmentPlan(
                AlignmentPlan.Mode.UDL,
                AlignmentPlan.Estimate.ALL,
                synchronised,
                Optional.empty()));
    assertThrows(
        UsageException.class,
        () ->
            new AlignmentPlan(
                AlignmentPlan.Mode.REFINE, AlignmentPlan.Estimate.ALL, synchronised, window));
    AlignmentOptions options =
        AlignmentOptions.DEFAULT
            .withPlan(plan(AlignmentPlan.Mode.REFINE, AlignmentPlan.Estimate.SHIFTS))
            .withReference(new Reference.Particle(2));
    assertThrows(
        UsageException.class,
        () -> {
          try (ParticleSet opened = SimulatedSet.open(stack)) {
            ParticleAligner.withoutNetwork(options, Progress.silent()).align(opened);
          }
        });
  }

  private interface Poses {
    Pose of(int index);
  }

  private static AlignmentPlan plan(AlignmentPlan.Mode mode, AlignmentPlan.Estimate estimate) {
    return new AlignmentPlan(mode, estimate, AlignmentPlan.Initial.AVERAGE, Optional.empty());
  }

  private static AlignmentPlan start(
      AlignmentPlan.Estimate estimate, double degrees, double pixels) {
    return new AlignmentPlan(
        AlignmentPlan.Mode.REFINE,
        estimate,
        AlignmentPlan.Initial.AVERAGE,
        Optional.of(new AlignmentPlan.PoseWindow(degrees, pixels)));
  }

  /** Poses near the true ones; what will be held is exactly right. */
  private static Pose[] perturbed(double degrees, double pixels, AlignmentPlan.Estimate estimate) {
    Random random = new Random(1);
    double turn = estimate == AlignmentPlan.Estimate.SHIFTS ? 0 : degrees;
    double shift = estimate == AlignmentPlan.Estimate.ANGLES ? 0 : pixels;
    return IntStream.range(0, COUNT)
        .mapToObj(
            i ->
                new Pose(
                    set.truth(i).psiDegrees() + turn * (2 * random.nextDouble() - 1),
                    set.truth(i).originXPixels() + shift * (2 * random.nextDouble() - 1),
                    set.truth(i).originYPixels() + shift * (2 * random.nextDouble() - 1)))
        .toArray(Pose[]::new);
  }

  /** A STAR of version 3.0 that names the stack and holds poses in pixels. */
  private static Path star(String name, Poses poses) {
    return star(stack, name, poses);
  }

  private static Path star(Path images, String name, Poses poses) {
    StringBuilder text =
        new StringBuilder("data_\n\nloop_\n_rlnImageName #1\n_rlnAnglePsi #2\n")
            .append("_rlnOriginX #3\n_rlnOriginY #4\n");
    for (int i = 0; i < COUNT; i++) {
      text.append(String.format(Locale.ROOT, "%06d@%s %s\n", i + 1, images, numbers(poses.of(i))));
    }
    return write(folder.resolve(name + ".star"), text.toString());
  }

  private static Path withPoses(Path star, Poses poses) {
    try {
      StringBuilder text = new StringBuilder();
      int row = 0;
      for (String line : Files.readAllLines(star)) {
        text.append(line);
        if (line.startsWith("_rlnDefocusAngle")) {
          text.append("\n_rlnAnglePsi #6\n_rlnOriginX #7\n_rlnOriginY #8");
        } else if (line.contains("@")) {
          text.append(' ').append(numbers(poses.of(row++)));
        }
        text.append('\n');
      }
      return write(folder.resolve("with-poses.star"), text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String numbers(Pose pose) {
    return String.format(
        Locale.ROOT,
        "%.6f %.6f %.6f",
        pose.psiDegrees(),
        pose.originXPixels(),
        pose.originYPixels());
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Alignment align(Path file, AlignmentPlan plan) {
    return align(file, AlignmentOptions.DEFAULT.withPlan(plan));
  }

  private static Alignment align(Path file, AlignmentOptions options) {
    try (ParticleSet opened = SimulatedSet.open(file)) {
      return new ParticleAligner(NETWORK.model(), options, Progress.silent()).align(opened);
    }
  }

  private static Alignment alignWithout(Path file, AlignmentPlan plan) {
    try (ParticleSet opened = SimulatedSet.open(file)) {
      AlignmentOptions options = AlignmentOptions.DEFAULT.withPlan(plan);
      return ParticleAligner.withoutNetwork(options, Progress.silent()).align(opened);
    }
  }

  private static double[] errorsModulo180(Pose[] poses) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < COUNT; i++) {
      double d = Math.toRadians(2 * (poses[i].psiDegrees() - set.truth(i).psiDegrees()));
      re += Math.cos(d);
      im += Math.sin(d);
    }
    double common = Math.toDegrees(Math.atan2(im, re)) / 2;
    double[] errors = new double[COUNT];
    Arrays.setAll(
        errors, i -> Angles.wrap(poses[i].psiDegrees() - set.truth(i).psiDegrees() - common, 180));
    return errors;
  }

  /** How far the particles' own centres land from their mean place. */
  private static double meanShiftError(Pose[] poses) {
    double[][] lands = new double[COUNT][];
    double x = 0;
    double y = 0;
    for (int i = 0; i < COUNT; i++) {
      double[] centre = set.truth(i).applyInverse(0, 0);
      lands[i] = poses[i].apply(centre[0], centre[1]);
      x += lands[i][0] / COUNT;
      y += lands[i][1] / COUNT;
    }
    double sum = 0;
    for (double[] c : lands) {
      sum += Math.hypot(c[0] - x, c[1] - y) / COUNT;
    }
    return sum;
  }
}
