package org.cryoudl.cli.micrograph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.image.Image;
import org.cryoudl.io.micrographs.AutopickStar;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.io.micrographs.CoordinateStar;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographStar;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on files: what they write, and one clear line for what is wrong. */
class MicrographCommandsTest {

  private static final CtfParameters CTF = new CtfParameters(300, 2.7, 0.1, 15000, 15000, 0, 0);

  @TempDir Path folder;

  private Path path(String name) {
    return folder.resolve(name);
  }

  private Path micrograph(String name, OptionalDouble pixelSize) {
    Path file = path(name);
    MrcWriter.writeImage(file, TestMicrographs.ringsOnly(CTF, 256, 3, 0.3, 1), pixelSize);
    return file;
  }

  private static void fails(int code, String words, String... args) {
    CommandRun run = CommandRun.of(args);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals(1, run.err().lines().filter(l -> l.startsWith("cryoudl: ")).count(), run.err());
  }

  @Test
  void synthesizePickAndExtractGoTogether() throws IOException {
    CommandRun made =
        CommandRun.of(
            "synthesize",
            "-q",
            "-c",
            "configs/micrograph.yaml",
            "-o",
            path("m").toString(),
            "--set",
            "width_pixels=400",
            "--set",
            "height_pixels=300",
            "--set",
            "pixel_size_angstroms=5",
            "--set",
            "particles=12",
            "--set",
            "snr=1");
    assertEquals(0, made.code(), made.err());
    Path list = path("m/micrographs_truth.star");
    List<Micrograph> known = MicrographStar.read(list, Optional.empty());
    assertEquals(1, known.size());
    assertTrue(known.get(0).ctf().isPresent());
    MrcWriter.writeImage(
        path("reference.mrcs"), TestMicrographs.projections(1, 64, 5).get(0), OptionalDouble.of(5));
    CommandRun picked =
        CommandRun.of(
            "pick",
            "-q",
            list.toString(),
            "--reference",
            path("reference.mrcs").toString(),
            "--angle-step",
            "30",
            "-o",
            path("p").toString());
    assertEquals(0, picked.code(), picked.err());
    assertTrue(picked.out().contains("particles, dark"), picked.out());
    assertTrue(Files.exists(path("p/micrograph0001_autopick.png")));
    CommandRun cut =
        CommandRun.of(
            "extract",
            "-q",
            list.toString(),
            "--coordinates",
            path("p/autopick.star").toString(),
            "--box",
            "64px",
            "--scale",
            "32",
            "--invert-contrast",
            "-o",
            path("x").toString());
    assertEquals(0, cut.code(), cut.err());
    try (ParticleSet set = ParticleSet.open(path("x/particles.star"), ParticleSetOptions.DEFAULT)) {
      int picks = CoordinateStar.read(path("p/micrograph0001_autopick.star")).size();
      assertTrue(set.size() > 3 && set.size() <= picks, set.size() + " of " + picks);
      assertEquals(32, set.images().width());
      assertEquals(10, set.pixelSizeAngstroms().orElseThrow(), 1e-6);
      assertEquals(known.get(0).ctf().orElseThrow(), set.ctf(0).orElseThrow());
      assertEquals(known.get(0).name(), set.micrographName(0).orElseThrow());
    }
  }

  @Test
  void ctfsAreEstimatedAndEmptyFieldsAreNamed() throws IOException {
    Path rings = micrograph("rings.mrc", OptionalDouble.of(3));
    Path empty = path("empty.mrc");
    MrcWriter.writeImage(
        empty, TestMicrographs.ringsOnly(CTF, 256, 3, 1000, 1), OptionalDouble.of(3));
    String[] microscope = {"--voltage", "300", "--cs", "2.7", "--amplitude-contrast", "0.1"};
    CommandRun run =
        CommandRun.of(
            "ctf",
            "estimate",
            "-q",
            rings.toString(),
            empty.toString(),
            "-o",
            path("c").toString(),
            microscope[0],
            microscope[1],
            microscope[2],
            microscope[3],
            microscope[4],
            microscope[5]);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("empty.mrc: no Thon rings"), run.out());
    List<Micrograph> found = MicrographStar.read(path("c/micrographs_ctf.star"), Optional.empty());
    assertEquals(1, found.size());
    assertEquals(15000, found.get(0).ctf().orElseThrow().defocusUAngstroms(), 300);
    assertTrue(Files.exists(path("c/rings_ctf.png")));
    assertEquals(3, Files.readAllLines(path("c/ctf.csv")).size());
    fails(
        3,
        "no Thon rings are found in",
        "ctf",
        "estimate",
        "-q",
        empty.toString(),
        "-o",
        path("d").toString(),
        "--voltage",
        "300",
        "--cs",
        "2.7",
        "--amplitude-contrast",
        "0.1");
    assertFalse(Files.exists(path("d/micrographs_ctf.star")));
  }

  @Test
  void aSimulatedCtfHasTheValuesOfItsFormula() {
    CommandRun run =
        CommandRun.of(
            "ctf",
            "simulate",
            "--defocus",
            "12000",
            "--defocus-v",
            "9000",
            "--defocus-angle",
            "30",
            "--box",
            "64",
            "--pixel-size",
            "2",
            "-o",
            path("s").toString());
    assertEquals(0, run.code(), run.err());
    Ctf ctf = new Ctf(new CtfParameters(300, 2.7, 0.1, 12000, 9000, 30, 0));
    try (MrcFile file = MrcFile.open(path("s/ctf.mrc"))) {
      Image image = file.read(0);
      assertEquals(0.1, image.at(32, 32), 1e-6);
      assertEquals(ctf.at(5 / 128.0, -9 / 128.0), image.at(32 - 9, 32 + 5), 1e-6);
    }
    fails(
        2,
        "an acceleration voltage lies between 10 and 3000 kV, so this one seems to be in volts",
        "ctf",
        "simulate",
        "--defocus",
        "12000",
        "--voltage",
        "300000",
        "-o",
        path("t").toString());
  }

  @Test
  void correctedParticlesSayWhatWasDone() throws IOException {
    Path list = path("mics.star");
    Path mic = micrograph("mic.mrc", OptionalDouble.of(3));
    MicrographStar.write(
        list, List.of(Micrograph.ofFile(mic, OptionalDouble.of(3)).withCtf(CTF, 0.5, 5)));
    Files.writeString(
        path("places.star"),
        "data_\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n100 100\n150 120\n");
    assertEquals(
        0,
        CommandRun.of(
                "extract",
                "-q",
                list.toString(),
                "--coordinates",
                path("places.star").toString(),
                "--box",
                "64px",
                "-o",
                path("x").toString())
            .code());
    String particles = path("x/particles.star").toString();
    for (String method : List.of("flip", "multiply", "wiener")) {
      CommandRun run =
          CommandRun.of(
              "ctf", "correct", "-q", particles, "--method", method, "-o", path(method).toString());
      assertEquals(0, run.code(), run.err());
      try (ParticleSet set =
          ParticleSet.open(path(method + "/particles.star"), ParticleSetOptions.DEFAULT)) {
        PhaseState expected =
            switch (method) {
              case "flip" -> PhaseState.FLIPPED;
              case "multiply" -> PhaseState.PREMULTIPLIED;
              default -> PhaseState.UNKNOWN;
            };
        assertEquals(expected, set.phases());
        assertEquals(!method.equals("wiener"), set.ctf(1).isPresent());
      }
    }
    fails(
        3,
        "corrected already: they are phase-flipped",
        "ctf",
        "correct",
        "-q",
        path("flip/particles.star").toString(),
        "-o",
        path("again").toString());
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Path bare = micrograph("bare.mrc", OptionalDouble.empty());
    Path mic = micrograph("mic.mrc", OptionalDouble.of(3));
    Path movie = path("movie.mrc");
    try (MrcWriter writer = MrcWriter.stack(movie, 64, 64, OptionalDouble.of(1))) {
      writer.append(new float[64 * 64]);
      writer.append(new float[64 * 64]);
      writer.commit();
    }
    String out = path("out").toString();
    fails(
        2,
        "does not know its pixel size: neither metadata nor header state one; give it with"
            + " --pixel-size",
        "ctf",
        "estimate",
        bare.toString(),
        "-o",
        out);
    fails(2, "give --voltage, --cs", "ctf", "estimate", mic.toString(), "-o", out);
    fails(3, "it is a movie", "ctf", "estimate", movie.toString(), "-o", out);
    Path tiff = Files.write(folder.resolve("frames.tif"), new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0});
    fails(3, "frames.tif is a TIFF file", "ctf", "estimate", tiff.toString(), "-o", out);
    fails(3, "there is no file", "ctf", "estimate", path("none.mrc").toString(), "-o", out);
    fails(2, "--diameter 200A", "pick", mic.toString(), "--reference", "blob", "-o", out);
    fails(
        2,
        "has no CTF: rlnDefocusU",
        "pick",
        mic.toString(),
        "--reference",
        mic.toString(),
        "-o",
        out);
    fails(
        2,
        "beyond the Nyquist frequency",
        "pick",
        mic.toString(),
        "--reference",
        "blob",
        "--diameter",
        "200A",
        "--low-pass",
        "4A",
        "-o",
        out);
    fails(
        2,
        "is no length",
        "pick",
        mic.toString(),
        "--reference",
        "blob",
        "--diameter",
        "200",
        "-o",
        out);
    Path places = path("places.star");
    Files.writeString(places, "data_\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n3 3\n");
    fails(
        2,
        "with ctf estimate, or leave it out with --no-ctf",
        "extract",
        mic.toString(),
        "--coordinates",
        places.toString(),
        "--box",
        "64px",
        "-o",
        out);
    fails(
        3,
        "none of 1 coordinates",
        "extract",
        mic.toString(),
        "--no-ctf",
        "--coordinates",
        places.toString(),
        "--box",
        "64px",
        "-o",
        out);
    fails(
        2,
        "a box must be an even number",
        "extract",
        mic.toString(),
        "--no-ctf",
        "--coordinates",
        places.toString(),
        "--box",
        "63px",
        "-o",
        out);
    fails(
        2,
        "there are no coordinates for",
        "extract",
        mic.toString(),
        "--no-ctf",
        "--coordinates",
        folder.toString(),
        "--box",
        "64px",
        "-o",
        out);
  }

  /** Files of one name in two folders: each has its own coordinates. */
  @Test
  void micrographsOfOneFileNameKeepTheirCoordinates() throws IOException {
    Files.createDirectories(path("a"));
    Files.createDirectories(path("b"));
    Files.createDirectories(path("places"));
    Path one = micrograph("a/mic.mrc", OptionalDouble.of(3));
    Path two = micrograph("b/mic.mrc", OptionalDouble.of(3));
    Path ofOne = path("places/mic_autopick.star");
    Path ofTwo = path("places/mic_2_autopick.star");
    CoordinateStar.write(ofOne, places(100));
    CoordinateStar.write(ofTwo, places(80, 120));
    Path list = path("autopick.star");
    AutopickStar.write(
        list,
        List.of(
            new AutopickStar.Row(one.toString(), ofOne.toString()),
            new AutopickStar.Row(two.toString(), ofTwo.toString())));
    for (Path coordinates : List.of(list, path("places"))) {
      Path out = path("x-" + coordinates.getFileName());
      CommandRun cut =
          CommandRun.of(
              "extract",
              "-q",
              one.toString(),
              two.toString(),
              "--no-ctf",
              "--coordinates",
              coordinates.toString(),
              "--box",
              "64px",
              "-o",
              out.toString());
      assertEquals(0, cut.code(), cut.err());
      StarTable rows =
          StarFile.read(out.resolve("particles.star")).table("particles").orElseThrow();
      assertEquals(
          List.of("100.000000", "80.000000", "120.000000"),
          IntStream.range(0, rows.rowCount())
              .mapToObj(row -> rows.text(row, rows.require("rlnCoordinateX")))
              .toList());
    }
  }

  private static List<Coordinate> places(double... columns) {
    return Arrays.stream(columns)
        .mapToObj(x -> new Coordinate(x, 100, OptionalDouble.empty(), 0, OptionalDouble.empty()))
        .toList();
  }
}
