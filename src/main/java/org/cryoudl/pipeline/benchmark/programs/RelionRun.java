package org.cryoudl.pipeline.benchmark.programs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Normalisation;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.star.OpticsGroup;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.pipeline.benchmark.record.BenchmarkNames;
import org.cryoudl.pipeline.benchmark.record.RelionSettings;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.cryoudl.pipeline.files.OutputFolder;

/**
 * RELION's reference-free alignment, Class2D with one or more classes: prepares what it needs
 * (white float32 particles normalised to their background, STAR 3.1), runs it and reads its poses.
 */
public final class RelionRun {

  /** The program that must be on the PATH. */
  public static final String PROGRAM = "relion_refine";

  private static final String STACK = "particles.mrcs";
  private static final String STAR = "particles.star";

  /** Particles are normalised outside this share of the box, and RELION's mask has twice it. */
  private static final double BACKGROUND = 0.47;

  private static final double DIAMETER = 0.92;

  private final RelionSettings settings;
  private final boolean withCtf;
  private final int classes;
  private final Path folder;

  /**
   * @param classes how many
   * @param parent of the run's own folder, in which its files are written and RELION runs
   */
  public RelionRun(RelionSettings settings, boolean withCtf, int classes, Path parent) {
    this.settings = settings;
    this.withCtf = withCtf;
    this.classes = classes;
    this.folder =
        parent.resolve(
            String.format(
                Locale.ROOT,
                "relion-%s-%.3g-degrees",
                withCtf ? "ctf" : "no-ctf",
                settings.effectiveStepDegrees()));
  }

  /** How tables call the run. */
  public String label() {
    return String.format(
        Locale.ROOT,
        "%s %s CTF, %.3g degree step",
        BenchmarkNames.RELION,
        withCtf ? "with" : "without",
        settings.effectiveStepDegrees());
  }

  /** Where the run's files are. */
  public Path folder() {
    return folder;
  }

  /** Whether RELION is installed. */
  public static boolean isInstalled() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String directory : path.split(java.io.File.pathSeparator)) {
      if (!directory.isBlank() && Files.isExecutable(Path.of(directory, PROGRAM))) {
        return true;
      }
    }
    return false;
  }

  /** Writes stack and STAR. Image i of the stack is row i of the set. */
  public void prepare(ParticleSet set) {
    OutputFolder.make(folder);
    int box = set.images().width();
    double pixelSize = set.pixelSizeAngstroms().orElse(1);
    Normalisation normalisation =
        new Normalisation(
            box, new Normalisation.Options(Math.floor(BACKGROUND * box), false, 0, 0));
    try (MrcWriter writer =
        MrcWriter.stack(folder.resolve(STACK), box, box, OptionalDouble.of(pixelSize))) {
      for (int row = 0; row < set.size(); row++) {
        float[] pixels = set.images().read(row).pixels();
        normalisation.apply(pixels, row);
        writer.append(pixels);
      }
      writer.commit();
    }
    AtomicOutput.write(folder.resolve(STAR), file -> writeStar(file, set, pixelSize));
  }

  private void writeStar(Path file, ParticleSet set, double pixelSize) throws IOException {
    Optional<CtfParameters> optics = set.ctf(0);
    if (withCtf && optics.isEmpty()) {
      throw new DataException(set.place(0) + " holds no CTF, which RELION is to use");
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      StarWriter star = new StarWriter(out);
      CtfParameters microscope = optics.orElse(new CtfParameters(300, 2.7, 0.1, 0, 0, 0, 0));
      OpticsGroup.writeOfParticles(
          star,
          List.of(
              new OpticsGroup(
                  Optional.of(microscope),
                  OptionalDouble.of(pixelSize),
                  OptionalInt.of(set.images().width()),
                  false)));
      star.open(
          "particles",
          withCtf
              ? List.of(
                  "rlnImageName", "rlnOpticsGroup", "rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle")
              : List.of("rlnImageName", "rlnOpticsGroup"));
      for (int row = 0; row < set.size(); row++) {
        List<String> cells = new ArrayList<>(List.of(ImageLocation.name(STACK, row), "1"));
        if (withCtf) {
          String place = set.place(row);
          CtfParameters ctf =
              set.ctf(row).orElseThrow(() -> new DataException(place + " holds no CTF"));
          cells.add(number(ctf.defocusUAngstroms()));
          cells.add(number(ctf.defocusVAngstroms()));
          cells.add(number(ctf.defocusAngleDegrees()));
        }
        star.row(cells);
      }
      star.end();
    }
  }

  /**
   * Runs RELION.
   *
   * @param phasesFlipped whether the images' phases are flipped
   */
  public Usage run(int box, double pixelSizeAngstroms, boolean phasesFlipped) {
    try {
      Files.createDirectories(folder.resolve("out"));
    } catch (IOException e) {
      throw AtomicOutput.unmakeable(folder.resolve("out"), e);
    }
    Usage usage =
        ChildProcess.run(
            command(box, pixelSizeAngstroms, phasesFlipped), folder, folder.resolve("relion.log"));
    if (usage.exitCode() != 0) {
      throw new EnvironmentException(
          String.format(
              Locale.ROOT,
              "%s ended with exit code %d; see %s",
              PROGRAM,
              usage.exitCode(),
              folder.resolve("relion.log")));
    }
    return usage;
  }

  /** The command line. */
  public List<String> command(int box, double pixelSizeAngstroms, boolean phasesFlipped) {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "--i",
                STAR,
                "--o",
                "out/run",
                "--K",
                Integer.toString(classes),
                "--iter",
                Integer.toString(settings.iterations()),
                "--tau2_fudge",
                "2",
                "--particle_diameter",
                number(DIAMETER * box * pixelSizeAngstroms),
                "--psi_step",
                number(settings.psiStepDegrees()),
                "--offset_range",
                number(settings.offsetRangePixels()),
                "--offset_step",
                number(settings.offsetStepPixels()),
                "--oversampling",
                "1",
                "--norm",
                "--scale",
                "--flatten_solvent",
                "--zero_mask",
                "--dont_combine_weights_via_disc",
                "--preread_images",
                "--pool",
                "30",
                "--pad",
                "1",
                "--random_seed",
                "1",
                "--j",
                Integer.toString(settings.threads())));
    if (withCtf) {
      command.add("--ctf");
      if (phasesFlipped) {
        command.add("--ctf_phase_flipped");
      }
    }
    return command;
  }

  /** The particles with the classes and poses that RELION found. */
  public Path result() {
    return folder.resolve(
        String.format(Locale.ROOT, "out/run_it%03d_data.star", settings.iterations()));
  }

  /**
   * The poses that RELION found.
   *
   * @param size how many particles it was given
   */
  public Pose[] poses(int size) {
    Path star = result();
    Pose[] poses = new Pose[size];
    try (ParticleSet found = ParticleSet.open(star, ParticleSetOptions.DEFAULT.withoutImages())) {
      for (int row = 0; row < found.size(); row++) {
        String place = found.place(row);
        int index = ImageLocation.parse(found.imageName(row), place).index0();
        poses[index] =
            found
                .pose(row)
                .orElseThrow(() -> new DataException(place + " holds no pose of RELION's"));
      }
    }
    for (int i = 0; i < size; i++) {
      if (poses[i] == null) {
        throw new DataException(star + " lacks image " + (i + 1) + " of " + size);
      }
    }
    return poses;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
