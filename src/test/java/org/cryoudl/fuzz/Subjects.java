package org.cryoudl.fuzz;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.MrcBytes;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.SimulatedSet;

/** Small good files of every kind that the program reads, with the commands that read them. */
final class Subjects {

  private static final int BOX = 16;
  private static final int COUNT = 8;

  /** A method without a network, which takes milliseconds. */
  private static final String ALIGN = " --method polar-spectrum -o OUT";

  private static final BlobProjection MOLECULE = SimulatedSet.molecule(BOX);

  private final Path root;

  Subjects(Path root) {
    this.root = root;
  }

  /** Files that are read without the tensor engine. */
  List<Subject> light() throws IOException {
    List<Subject> all = new ArrayList<>();
    for (int mode : new int[] {0, 1, 2, 6, 12}) {
      Path file = stack(folder("mode" + mode).resolve("a.mrcs"), mode);
      all.add(
          Subject.of(
              "mode " + mode,
              file,
              "inspect FILE",
              "inspect FILE -o OUT.png",
              "convert FILE OUT.mrcs",
              "convert FILE OUT.star",
              "align -i FILE" + ALIGN,
              "align -i FILE --dry-run -o OUT",
              "classify -i FILE --classes 2 --dry-run -o OUT"));
    }
    all.add(metadata("star-3.1", "p.star", star(true)));
    all.add(metadata("star-3.0", "p.star", star(false)));
    all.add(metadata("xmd", "p.xmd", xmd()));
    all.add(metadata("cs", "p.cs", ""));
    all.add(passthrough());
    all.add(truth());
    all.add(yaml("recipe", recipe(), "config show FILE", "config schema FILE"));
    all.add(yaml("views", views(), "config show FILE", "config schema FILE"));
    all.add(
        yaml(
            "synthesis",
            recipe(),
            "synthesize -c FILE -o OUT --set count=4 --set box_pixels=16"
                + " --set pixel_size_angstroms=16 --set seed=1"));
    return all;
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  static Pose pose(int i) {
    return new Pose(45.0 * i + 3, 0.3 * i - 1, 1 - 0.2 * i);
  }

  /** A stack of the particles in any mode. */
  static Path stack(Path file, int mode) {
    if (mode == 2 || mode == 12) {
      try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(4))) {
        for (int i = 0; i < COUNT; i++) {
          writer.append(pixels(i));
        }
        writer.commit();
      }
      return mode == 2 ? file : halves(file);
    }
    int bytes = mode == 0 ? 1 : 2;
    MrcBytes mrc =
        new MrcBytes(ByteOrder.LITTLE_ENDIAN, BOX, BOX, COUNT, mode, 0, COUNT * BOX * BOX * bytes)
            .floats(40, 4 * BOX, 4 * BOX, 4, 90, 90, 90)
            .integers(28, BOX, BOX, 1);
    for (int i = 0; i < COUNT; i++) {
      float[] pixels = pixels(i);
      for (int p = 0; p < pixels.length; p++) {
        int at = 1024 + (i * BOX * BOX + p) * bytes;
        int value = Math.round(20 * pixels[p]) + (mode == 6 ? 300 : 0);
        if (bytes == 1) {
          mrc.bytes(at, Math.max(-120, Math.min(120, value)));
        } else {
          mrc.shorts(at, value);
        }
      }
    }
    return mrc.write(file);
  }

  /** Rewrites a stack of 32-bit reals in mode 12, all of whose pixels are 1. */
  private static Path halves(Path file) {
    MrcBytes mrc =
        new MrcBytes(ByteOrder.LITTLE_ENDIAN, BOX, BOX, COUNT, 12, 0, COUNT * BOX * BOX * 2)
            .floats(40, 4 * BOX, 4 * BOX, 4, 90, 90, 90)
            .integers(28, BOX, BOX, 1);
    for (int i = 0; i < COUNT * BOX * BOX; i++) {
      mrc.shorts(1024 + 2 * i, 0x3c00 + (i * 37) % 512); // 1 to 1.5
    }
    return mrc.write(file);
  }

  private static float[] pixels(int i) {
    float[] pixels = MOLECULE.render(BOX, pose(i)).pixels();
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] += 0.3f * (float) Math.sin(12.9898 * (i * pixels.length + p));
    }
    return pixels;
  }

  /** A metadata file with its stack, another of the same particles, and the truth. */
  private Subject metadata(String name, String file, String text) throws IOException {
    Path folder = folder(name);
    stack(folder.resolve("a.mrcs"), 2);
    Files.writeString(folder.resolve("other.star"), star(true));
    writeTruth(folder.resolve("truth.csv"));
    Path path = folder.resolve(file);
    if (text.isEmpty()) {
      particles().write(path);
    } else {
      Files.writeString(path, text);
    }
    return Subject.of(
        name,
        path,
        "inspect FILE",
        "inspect FILE -o OUT.png",
        "convert FILE OUT.star",
        "convert FILE OUT.xmd --metadata-only",
        "convert FILE OUT.mrcs",
        "convert FILE OUT.xmd",
        "align -i FILE" + ALIGN,
        "align -i FILE --dry-run -o OUT",
        "classify -i FILE --classes 2 --dry-run -o OUT",
        "compare FILE DIR/other.star -o OUT",
        "compare DIR/other.star FILE --no-images",
        "evaluate poses FILE --truth DIR/truth.csv -o OUT",
        "evaluate poses FILE --truth DIR/truth.csv --allow-missing");
  }

  private static NpyBytes particles() {
    Object[] uid = new Object[COUNT];
    Object[] path = new Object[COUNT];
    Object[] index = new Object[COUNT];
    Object[] shape = new Object[COUNT];
    Object[] pixel = new Object[COUNT];
    Object[] psi = new Object[COUNT];
    Object[] shift = new Object[COUNT];
    Object[] group = new Object[COUNT];
    Object[] volt = new Object[COUNT];
    Object[] defocus = new Object[COUNT];
    for (int i = 0; i < COUNT; i++) {
      uid[i] = 100L + i;
      path[i] = i % 2 == 0 ? "a.mrcs" : ">a.mrcs";
      index[i] = (float) i;
      shape[i] = new float[] {BOX, BOX};
      pixel[i] = 4f;
      psi[i] = (float) Math.toRadians(pose(i).psiDegrees());
      shift[i] = new float[] {(float) pose(i).originXPixels(), (float) pose(i).originYPixels()};
      group[i] = 0f;
      volt[i] = 300f;
      defocus[i] = 12_000f;
    }
    return new NpyBytes()
        .with("uid", uid)
        .with("blob/path", path)
        .with("blob/idx", index)
        .with("blob/shape", shape)
        .with("blob/psize_A", pixel)
        .with("alignments2D/pose", psi)
        .with("alignments2D/shift", shift)
        .with("alignments2D/class", group)
        .with("ctf/accel_kv", volt)
        .with("ctf/df1_A", defocus)
        .with("ctf/df2_A", defocus);
  }

  /** The partner of a .cs file, which holds what that does not. */
  private Subject passthrough() throws IOException {
    Path folder = folder("passthrough");
    stack(folder.resolve("a.mrcs"), 2);
    particles().write(folder.resolve("J1_particles.cs"));
    Object[] uid = new Object[COUNT];
    Object[] volt = new Object[COUNT];
    for (int i = 0; i < COUNT; i++) {
      uid[i] = 100L + i;
      volt[i] = 300f;
    }
    Path partner =
        new NpyBytes()
            .with("uid", uid)
            .with("ctf/accel_kv", volt)
            .write(folder.resolve("J1_passthrough_particles.cs"));
    return Subject.of(
        "passthrough",
        partner,
        "inspect DIR/J1_particles.cs",
        "convert DIR/J1_particles.cs OUT.star");
  }

  static void writeTruth(Path file) throws IOException {
    StringBuilder text = new StringBuilder("index,angle_deg,down_px,right_px,class\n");
    for (int i = 0; i < COUNT; i++) {
      Pose pose = pose(i);
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%.3f,%.3f,%.3f,%d\n",
              i + 1,
              pose.psiDegrees(),
              -pose.originYPixels(),
              -pose.originXPixels(),
              1 + i % 2));
    }
    Files.writeString(file, text);
  }

  private Subject truth() throws IOException {
    Path folder = folder("truth");
    stack(folder.resolve("a.mrcs"), 2);
    Files.writeString(folder.resolve("p.star"), star(true));
    Path file = folder.resolve("truth.csv");
    writeTruth(file);
    return Subject.of(
        "truth",
        file,
        "evaluate poses DIR/p.star --truth FILE -o OUT",
        "evaluate poses DIR/p.star --truth FILE --allow-missing",
        "evaluate classes DIR/p.star --truth FILE -o OUT");
  }

  private Subject yaml(String name, String text, String... commands) throws IOException {
    Path folder = folder(name);
    Files.writeString(
        folder.resolve("specimen.yaml"),
        """
        kind: specimen
        name: small
        parts:
          - {shape: domain, centre_angstroms: [36, 8, 0], radii_angstroms: [30, 40, 30]}
        """);
    return Subject.of(name, Files.writeString(folder.resolve("c.yaml"), text), commands);
  }

  private static String recipe() {
    return """
        kind: recipe
        description: a few images
        seed: 1
        count: 4
        box_pixels: 16
        pixel_size_angstroms: 16
        sources:
          - {specimen: specimen.yaml}
        poses: {shift_maximum_pixels: 2}
        ctf: {mode: phase_flipped}
        noise: {variance_ratio: 10}
        """;
  }

  private static String views() {
    return """
        kind: views
        description: several directions
        seed: 1
        count: 4
        box_pixels: 16
        pixel_size_angstroms: 16
        specimens:
          - {name: molecule, molecule: {seed: 1, diameter_angstroms: 150}}
        directions: {kind: uniform}
        poses: {shift_maximum_pixels: 1}
        snr: 0.1
        """;
  }

  static String star(boolean withOptics) {
    StringBuilder text = new StringBuilder();
    if (withOptics) {
      text.append("# version 30001\ndata_optics\nloop_\n_rlnOpticsGroup #1\n")
          .append("_rlnVoltage #2\n_rlnSphericalAberration #3\n_rlnAmplitudeContrast #4\n")
          .append("_rlnImagePixelSize #5\n_rlnImageSize #6\n1 300 2.7 0.1 4.0 16\n")
          .append("data_particles\nloop_\n_rlnImageName #1\n_rlnDefocusU #2\n_rlnDefocusV #3\n")
          .append("_rlnDefocusAngle #4\n_rlnAnglePsi #5\n_rlnOriginXAngst #6\n")
          .append("_rlnOriginYAngst #7\n_rlnClassNumber #8\n_rlnOpticsGroup #9\n");
    } else {
      text.append("data_\nloop_\n_rlnImageName #1\n_rlnDefocusU #2\n_rlnDefocusV #3\n")
          .append("_rlnDefocusAngle #4\n_rlnAnglePsi #5\n_rlnOriginX #6\n_rlnOriginY #7\n")
          .append("_rlnClassNumber #8\n_rlnVoltage #9\n_rlnSphericalAberration #10\n")
          .append("_rlnAmplitudeContrast #11\n_rlnMagnification #12\n_rlnDetectorPixelSize #13\n");
    }
    for (int i = 0; i < COUNT; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%06d@a.mrcs %d 11500 30.5 %.2f %.2f %.2f %d %s\n",
              i + 1,
              12_000 + 100 * i,
              pose(i).psiDegrees(),
              pose(i).originXPixels(),
              pose(i).originYPixels(),
              1 + i % 2,
              withOptics ? "1" : "300 2.7 0.1 10000 4"));
    }
    return text.toString();
  }

  static String xmd() {
    StringBuilder text =
        new StringBuilder("# XMIPP_STAR_1 *\ndata_noname\nloop_\n")
            .append(" _image\n _enabled\n _anglePsi\n _shiftX\n _shiftY\n _flip\n _ref\n")
            .append(" _ctfSamplingRate\n _ctfVoltage\n _ctfSphericalAberration\n _ctfQ0\n")
            .append(" _ctfDefocusU\n _ctfDefocusV\n _ctfDefocusAngle\n _ctfVPPphaseshift\n");
    for (int i = 0; i < COUNT; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%06d@a.mrcs 1 %.2f %.2f %.2f 0 %d 4 300 2.7 0.1 12000 11500 30 90\n",
              i + 1,
              pose(i).psiDegrees(),
              pose(i).originXPixels(),
              pose(i).originYPixels(),
              1 + i % 2));
    }
    return text.toString();
  }
}
