package org.cryoudl.alignment.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.Warnings;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an alignment takes in of small stacks whose pixels are known. */
class ParticleIntakeTest {

  private static final int BOX = 24;
  private static final double PIXEL_SIZE = 3;
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(6, 1.8);

  /** Rows that hold one value. */
  private static final List<Integer> CONSTANT = List.of(0, 3);

  private static final int ROWS = 8;

  @TempDir Path folder;

  @Test
  void constantImagesAreLeftOutAndTheOthersKeepTheirRows() {
    Warnings warnings = new Warnings();
    try (ParticleSet set = open(stack(5))) {
      ParticleIntake intake = ParticleIntake.of(set, AlignmentOptions.DEFAULT, warnings);
      assertEquals(ROWS - 2, intake.size());
      int[] rows = {1, 2, 4, 5, 6, 7};
      for (int i = 0; i < rows.length; i++) {
        assertEquals(rows[i], intake.row(i));
      }
      assertEquals(1, warnings.sentences().size());
      assertTrue(
          warnings.sentences().get(0).startsWith("2 of 8 images hold a single value"),
          warnings.sentences().get(0));
    }
  }

  /** Background of mean 0 and deviation 1, and coefficients by the transform's definition. */
  @Test
  void spectraAreThoseOfTheNormalisedImages() {
    try (ParticleSet set = open(stack(5))) {
      ParticleIntake intake = ParticleIntake.of(set, AlignmentOptions.DEFAULT, new Warnings());
      for (int position : new int[] {0, 4}) {
        float[] image = intake.images().read(position);
        double[] moments = background(image);
        assertEquals(0, moments[0], 1e-4);
        assertEquals(1, moments[1], 0.02);
        ParticleSpectrum spectrum = intake.spectra().get(position);
        FrequencyDisc disc = intake.spectra().disc();
        assertEquals((BOX - 1) / 2, disc.radius());
        for (int j = 0; j < disc.size(); j += 7) {
          double[] plain = PlainTransform.coefficient(image, BOX, disc.kx(j), disc.ky(j));
          assertEquals(plain[0], spectrum.values()[2 * j], 1e-3);
          assertEquals(plain[1], spectrum.values()[2 * j + 1], 1e-3);
        }
      }
    }
  }

  @Test
  void darkParticlesAreInvertedOnRequest() {
    Warnings inverted = new Warnings();
    try (ParticleSet white = open(stack(5));
        ParticleSet black = open(stack(-5))) {
      AlignmentOptions invert = AlignmentOptions.builder().invertContrast(true).build();
      float[] expected =
          ParticleIntake.of(white, AlignmentOptions.DEFAULT, new Warnings()).images().read(2);
      float[] found = ParticleIntake.of(black, invert, inverted).images().read(2);
      assertEquals(1, inverted.sentences().size(), inverted.sentences().toString());
      assertArrayEquals(expected, found, 1e-4f);
    }
  }

  /** References count rows of the file; alignment counts images that are left. */
  @Test
  void aReferenceIsFoundAmongTheImagesThatAreLeft() {
    try (ParticleSet set = open(stack(5))) {
      assertEquals(
          new Reference.Particle(3),
          ParticleIntake.of(set, options(new Reference.Particle(5)), new Warnings()).reference());
      UsageException constant = refused(set, new Reference.Particle(3));
      assertEquals(Optional.of(new AlignmentReason.ReferenceIsConstant(4)), constant.reason());
      UsageException beyond = refused(set, new Reference.Particle(8));
      assertEquals(
          Optional.of(new AlignmentReason.ReferenceOutOfRange(9, set.file(), 8)), beyond.reason());
      Image picture = Image.square(20, new float[400]);
      DataException size =
          assertThrows(
              DataException.class,
              () ->
                  ParticleIntake.of(set, options(new Reference.Picture(picture)), new Warnings()));
      assertTrue(size.getMessage().contains("20 x 20"), size.getMessage());
      assertTrue(size.getMessage().contains("24 x 24"), size.getMessage());
    }
  }

  @Test
  void shiftsAndMasksMustFitTheBox() {
    try (ParticleSet set = open(stack(5))) {
      AlignmentOptions shift = AlignmentOptions.builder().maxShiftPixels(12.5).build();
      AlignmentOptions mask = AlignmentOptions.builder().maskRadiusPixels(17.5).build();
      assertEquals(
          Optional.of(new AlignmentReason.ShiftBeyondBox(BOX, 12.5)),
          assertThrows(UsageException.class, () -> ParticleIntake.of(set, shift, new Warnings()))
              .reason());
      assertTrue(
          assertThrows(UsageException.class, () -> ParticleIntake.of(set, mask, new Warnings()))
                  .reason()
                  .orElseThrow()
              instanceof AlignmentReason.MaskBeyondBox);
    }
  }

  @Test
  void oneUsableImageIsTooFew() {
    Path file = folder.resolve("one.mrcs");
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      writer.append(new float[BOX * BOX]);
      writer.append(VIEW.image(BOX));
      writer.commit();
    }
    try (ParticleSet set = open(file)) {
      DataException refused =
          assertThrows(
              DataException.class,
              () -> ParticleIntake.of(set, AlignmentOptions.DEFAULT, new Warnings()));
      assertTrue(refused.getMessage().contains("1 usable images of 2"), refused.getMessage());
    }
  }

  /** Used only if every image has one; those of images that are left out do not matter. */
  @Test
  void theCtfIsUsedOfAllOrOfNone() {
    try (ParticleSet set = open(stack(5))) {
      Warnings partly = new Warnings();
      ParticleIntake some =
          ParticleIntake.of(new WithCtf(set, List.of(2, 6)), AlignmentOptions.DEFAULT, partly);
      assertFalse(some.ctfUsed());
      assertTrue(some.spectra().get(0).ctf().isEmpty());
      assertTrue(
          partly.sentences().get(1).startsWith("2 of 6 particles have no CTF"),
          partly.sentences().toString());
      Warnings none = new Warnings();
      ParticleIntake all =
          ParticleIntake.of(new WithCtf(set, CONSTANT), AlignmentOptions.DEFAULT, none);
      assertTrue(all.ctfUsed());
      assertEquals(1, none.sentences().size());
      FrequencyDisc disc = all.spectra().disc();
      float[] ctf = all.spectra().get(3).ctf().orElseThrow();
      for (int j = 0; j < disc.size(); j++) {
        double k = Math.hypot(disc.kx(j), disc.ky(j)) / (BOX * PIXEL_SIZE);
        assertEquals(ctf(k, WithCtf.defocus(all.row(3))), ctf[j], 1e-4);
      }
      AlignmentOptions without = AlignmentOptions.builder().useCtf(false).build();
      assertFalse(ParticleIntake.of(new WithCtf(set, CONSTANT), without, none).ctfUsed());
    }
  }

  /**
   * The textbook's CTF: {@code -sin(pi lambda z k^2 - pi / 2 Cs lambda^3 k^4 + asin(A))} with the
   * relativistic wavelength of 300 kV electrons, 0.0196875 A.
   */
  private static double ctf(double k, double defocus) {
    double lambda = 0.0196875;
    double phase =
        Math.PI * lambda * defocus * k * k
            - Math.PI / 2 * 2.7e7 * Math.pow(lambda, 3) * Math.pow(k, 4)
            + Math.asin(0.1);
    return Math.sin(phase);
  }

  /** Particles of which some lack a CTF. */
  private record WithCtf(Particles set, List<Integer> without) implements Particles {

    static double defocus(int row) {
      return 12000 + 700.0 * row;
    }

    @Override
    public Optional<CtfParameters> ctf(int row) {
      return without.contains(row)
          ? Optional.empty()
          : Optional.of(new CtfParameters(300, 2.7, 0.1, defocus(row), defocus(row), 0, 0));
    }

    @Override
    public Path file() {
      return set.file();
    }

    @Override
    public int size() {
      return set.size();
    }

    @Override
    public ImageSource images() {
      return set.images();
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return set.pixelSizeAngstroms();
    }

    @Override
    public Optional<Pose> pose(int row) {
      return set.pose(row);
    }

    @Override
    public OptionalInt classNumber(int row) {
      return set.classNumber(row);
    }

    @Override
    public PhaseState phases() {
      return set.phases();
    }

    @Override
    public boolean saysDark() {
      return set.saysDark();
    }

    @Override
    public String imageName(int row) {
      return set.imageName(row);
    }

    @Override
    public String place(int row) {
      return set.place(row);
    }
  }

  private static UsageException refused(ParticleSet set, Reference reference) {
    return assertThrows(
        UsageException.class, () -> ParticleIntake.of(set, options(reference), new Warnings()));
  }

  private static AlignmentOptions options(Reference reference) {
    return AlignmentOptions.builder().reference(reference).build();
  }

  /** Mean and standard deviation of the pixels outside 0.47 of the box. */
  private static double[] background(float[] image) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int p = 0; p < image.length; p++) {
      double distance = Math.hypot(p % BOX - BOX / 2, p / BOX - BOX / 2);
      if (distance > Math.floor(0.47 * BOX)) {
        sum += image[p];
        squares += image[p] * image[p];
        count++;
      }
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }

  /** Noisy particles of a brightness on a background of 7. */
  private Path stack(float brightness) {
    Path file = folder.resolve("p" + brightness + ".mrcs");
    float[] view = VIEW.image(BOX);
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      for (int row = 0; row < ROWS; row++) {
        float[] pixels = new float[BOX * BOX];
        float[] noise = PlainTransform.noise(pixels.length, row);
        float sign = Math.signum(brightness);
        for (int p = 0; p < pixels.length && !CONSTANT.contains(row); p++) {
          pixels[p] = 7 + brightness * view[p] + sign * noise[p];
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private static ParticleSet open(Path file) {
    return ParticleSet.open(file, ParticleSetOptions.DEFAULT);
  }
}
