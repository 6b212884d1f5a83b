package org.cryoudl.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;

/** What the commands on images, volumes, angles and micrographs read. */
final class ToolSubjects {

  private static final int BOX = 16;
  private static final int VIEWS = 12;
  private static final int WIDTH = 96;
  private static final int HEIGHT = 80;
  private static final OptionalDouble PIXEL_SIZE = OptionalDouble.of(4);

  private static final String OPTICS =
      "data_optics\nloop_\n_rlnOpticsGroup #1\n_rlnVoltage #2\n_rlnSphericalAberration #3\n"
          + "_rlnAmplitudeContrast #4\n";

  private final Path root;

  ToolSubjects(Path root) {
    this.root = root;
  }

  /** One of each kind of file. */
  List<Subject> quick() throws IOException {
    return List.of(
        stack(), views(), angles(), volume(), micrograph(), micrographs(), coordinates(), picked());
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve("tools").resolve(name));
  }

  private Subject stack() throws IOException {
    return Subject.of(
        "tool stack",
        Subjects.stack(folder("stack").resolve("a.mrcs"), 2),
        "filter FILE -o OUT.mrcs --low-pass 3px --whiten",
        "normalise FILE -o OUT.mrcs --dust 4",
        "mask FILE -o OUT.mrcs --otsu --largest --soft 2px",
        "spectrum FILE -o OUT",
        "correlate FILE -o OUT");
  }

  /** Particles whose angles are known. */
  private Subject views() throws IOException {
    Path folder = folder("views");
    Subjects.stack(folder.resolve("a.mrcs"), 2);
    writeVolume(folder.resolve("v.mrc"), 1);
    StringBuilder text =
        new StringBuilder(OPTICS)
            .append("_rlnImagePixelSize #5\n_rlnImageSize #6\n1 300 2.7 0.1 4.0 16\n")
            .append("data_particles\nloop_\n_rlnImageName #1\n_rlnDefocusU #2\n_rlnDefocusV #3\n")
            .append("_rlnDefocusAngle #4\n_rlnAngleRot #5\n_rlnAngleTilt #6\n_rlnAnglePsi #7\n")
            .append("_rlnOriginXAngst #8\n_rlnOriginYAngst #9\n_rlnClassNumber #10\n")
            .append("_rlnRandomSubset #11\n_rlnOpticsGroup #12\n");
    for (int i = 0; i < 8; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%06d@a.mrcs %d 11500 30.5 %d %d %d 0.5 -0.5 %d %d 1\n",
              i + 1,
              12_000 + 100 * i,
              40 * i,
              20 * i,
              11 * i,
              1 + i % 2,
              1 + i / 4));
    }
    return Subject.of(
        "tool views",
        Files.writeString(folder.resolve("p.star"), text),
        "filter FILE -o OUT.mrcs --low-pass 20A",
        "normalise FILE -o OUT.mrcs",
        "mask FILE -o OUT.mrcs --shape circle --radius 20A",
        "spectrum FILE -o OUT --classes",
        "ctf correct FILE --method flip -o OUT",
        "reconstruct FILE -o OUT.mrc",
        "reconstruct FILE -o OUT.mrc --halves --symmetry C2",
        "project DIR/v.mrc --angles FILE --ctf -o OUT",
        "angles convert FILE --to eman2 -o OUT.csv");
  }

  private Subject angles() throws IOException {
    Path folder = folder("angles");
    writeVolume(folder.resolve("v.mrc"), 1);
    StringBuilder text = new StringBuilder("rot,tilt,psi\n");
    for (int i = 0; i < VIEWS; i++) {
      text.append(String.format(Locale.ROOT, "%d.5,%d,%d\n", 30 * i, 15 * i, 7 * i));
    }
    return Subject.of(
        "tool angles",
        Files.writeString(folder.resolve("a.csv"), text),
        "angles convert FILE --to matrix",
        "angles convert FILE --to zyz -o OUT.star",
        "project DIR/v.mrc --angles FILE -o OUT");
  }

  private static Path writeVolume(Path file, int stretch) {
    float[] voxels = new float[BOX * BOX * BOX];
    for (int i = 0; i < voxels.length; i++) {
      double x = i % BOX - 8;
      double y = i / BOX % BOX - 8;
      double z = i / (BOX * BOX) - 8;
      voxels[i] = (float) Math.exp(-(x * x + (y - 2) * (y - 2) + stretch * z * z) / 8);
    }
    MrcWriter.writeVolume(file, new MrcVolume(BOX, BOX, BOX, voxels, PIXEL_SIZE));
    return file;
  }

  private Subject volume() throws IOException {
    Path folder = folder("volume");
    writeVolume(folder.resolve("w.mrc"), 2);
    return Subject.of(
        "tool volume",
        writeVolume(folder.resolve("v.mrc"), 1),
        "project FILE --uniform 5 -o OUT",
        "slice FILE --tilt 30 -o OUT",
        "fsc FILE DIR/w.mrc -o OUT",
        "fsc DIR/w.mrc DIR/w.mrc --mask FILE",
        "filter FILE -o OUT.mrc --low-pass 20A",
        "mask FILE -o OUT.mrc --otsu --largest");
  }

  private static Path writeMicrograph(Path file) {
    Image image = new Image(WIDTH, HEIGHT, new float[WIDTH * HEIGHT]);
    for (int p = 0; p < image.pixels().length; p++) {
      double x = p % WIDTH - 40;
      double y = p / WIDTH - 30;
      image.pixels()[p] =
          (float) (3 * Math.exp(-(x * x + y * y) / 20) + Math.sin(12.9898 * p * (1 + p % 7)));
    }
    MrcWriter.writeImage(file, image, PIXEL_SIZE);
    return file;
  }

  private static Path writeList(Path file, Path micrograph) throws IOException {
    return Files.writeString(
        file,
        OPTICS
            + "_rlnMicrographPixelSize #5\n1 300 2.7 0.1 4.0\n"
            + "data_micrographs\nloop_\n_rlnMicrographName #1\n_rlnOpticsGroup #2\n"
            + "_rlnDefocusU #3\n_rlnDefocusV #4\n_rlnDefocusAngle #5\n"
            + micrograph
            + " 1 15000 14000 30\n");
  }

  private static Path writeCoordinates(Path file) throws IOException {
    return Files.writeString(
        file,
        "data_\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n_rlnAutopickFigureOfMerit #3\n"
            + "40.5 30.2 0.7\n60 50 0.5\n20 60 0.4\n");
  }

  private Subject micrograph() throws IOException {
    Path folder = folder("micrograph");
    Path file = writeMicrograph(folder.resolve("m.mrc"));
    writeCoordinates(folder.resolve("c.star"));
    writeList(folder.resolve("list.star"), file);
    return Subject.of(
        "tool micrograph",
        file,
        "extract FILE --coordinates DIR/c.star --box 16px --no-ctf -o OUT",
        "extract DIR/list.star --coordinates DIR/c.star --box 64A --scale 8 -o OUT",
        "ctf correct DIR/list.star --method wiener --snr 0.2 -o OUT",
        "pick FILE --reference blob --diameter 40A -o OUT",
        "spectrum FILE --tile 32px -o OUT");
  }

  private Subject micrographs() throws IOException {
    Path folder = folder("micrographs");
    Path file = writeMicrograph(folder.resolve("m.mrc"));
    writeCoordinates(folder.resolve("c.star"));
    return Subject.of(
        "tool micrographs",
        writeList(folder.resolve("list.star"), file),
        "extract FILE --coordinates DIR/c.star --box 16px -o OUT",
        "ctf correct FILE --method multiply -o OUT",
        "pick FILE --reference blob --diameter 40A -o OUT");
  }

  private Subject coordinates() throws IOException {
    Path folder = folder("coordinates");
    writeMicrograph(folder.resolve("m.mrc"));
    return Subject.of(
        "tool coordinates",
        writeCoordinates(folder.resolve("c.star")),
        "extract DIR/m.mrc --coordinates FILE --box 16px --no-ctf -o OUT",
        "extract DIR/m.mrc --coordinates FILE --box 24px --invert-contrast --no-ctf -o OUT");
  }

  /** The list of coordinate files that a picker leaves. */
  private Subject picked() throws IOException {
    Path folder = folder("picked");
    Path file = writeMicrograph(folder.resolve("m.mrc"));
    writeList(folder.resolve("list.star"), file);
    Path coordinates = writeCoordinates(folder.resolve("m_autopick.star"));
    return Subject.of(
        "tool picks",
        Files.writeString(
            folder.resolve("autopick.star"),
            "data_coordinate_files\nloop_\n_rlnMicrographName #1\n_rlnMicrographCoordinates #2\n"
                + file
                + " "
                + coordinates
                + "\n"),
        "extract DIR/list.star --coordinates FILE --box 16px -o OUT");
  }
}
