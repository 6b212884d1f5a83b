package org.cryoudl.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.TestMicrographs;

/** What the commands of the {@link Scenario}s read, and the scenarios themselves. */
final class ScenarioInputs {

  private static final List<String> SMALL =
      List.of("--set", "box_pixels=32", "--set", "pixel_size_angstroms=10", "--set", "count=40");

  private final Path work;
  private final List<Scenario> scenarios = new ArrayList<>();

  ScenarioInputs(Path work) {
    this.work = work;
  }

  /** What writes its results as {@code filter} or {@code project} do, and is tried by name only. */
  private static final Set<String> WRITES_AS_OTHERS =
      Set.of("normalise", "mask", "slice", "ctf-simulate", "displacement", "angles", "fsc");

  /** A name in the program's folder, which tests run in. */
  private static String shipped(String name) {
    return Path.of(name).toAbsolutePath().toString();
  }

  /**
   * Makes them; {@code -Dcryoudl.commands=align,demo} makes those of these names only, which is how
   * those that write as others do are tried.
   */
  List<Scenario> scenarios() throws IOException, InterruptedException {
    Path data = Files.createDirectories(work.resolve("data"));
    String recipe = shipped("synthetic/demo.yaml");
    List<String> synthesize = new ArrayList<>(List.of("synthesize", "-c", recipe, "-o", "set"));
    synthesize.addAll(SMALL);
    Scenario.run(data, synthesize);
    String star = data.resolve("set/particles.star").toString();
    String truth = data.resolve("set/truth.csv").toString();
    String model = shipped("models/polar-0.1.safetensors");
    Scenario.run(data, List.of("align", "-i", star, "-o", "poses", "--method", "polar-spectrum"));
    String poses = data.resolve("poses/particles.star").toString();

    Scenario.run(data, List.of("classify", "-i", star, "-o", "sorted", "--classes", "2"));
    String sorted = data.resolve("sorted").toString();

    replacing(
        List.of("synthesize", "-c", recipe, "-o", Scenario.OUT, "--set", "count=150"),
        List.of("--set", "seed=1"),
        List.of("--set", "seed=2", "--set", "write_clean=true"));
    replacing(
        List.of("align", "-i", star, "-o", Scenario.OUT, "--method", "polar-spectrum"),
        List.of("--no-ctf"),
        List.of("--no-stack"));
    replacing(
        List.of("classify", "-i", star, "-o", Scenario.OUT, "--classes", "2"),
        List.of("--no-ctf"),
        List.of("--stack"));
    replacing(
        List.of("convert", star, Scenario.OUT + "/stack.mrcs"),
        List.of("--mode", "12"),
        List.of("--mode", "2"));
    replacing(
        List.of("inspect", star, "-o", Scenario.OUT + "/sheet.png"),
        List.of("--tiles", "4"),
        List.of("--tiles", "9"));
    replacing(
        List.of("evaluate", "poses", poses, "--truth", truth, "-o", Scenario.OUT),
        List.of("--threads", "1"),
        List.of("--threads", "2"));
    replacing(
        "evaluate-pairs",
        List.of("evaluate", "pairs", star, "--truth", truth, "-o", Scenario.OUT),
        List.of("--threads", "1"),
        List.of("--threads", "2"));
    replacing(
        "evaluate-reference",
        List.of("evaluate", "reference", star, "--truth", truth, "-o", Scenario.OUT),
        List.of("--reference", "1"),
        List.of("--reference", "2"));
    String classes = withClasses(data.resolve("set/truth.csv"));
    replacing(
        "evaluate-classes",
        List.of(
            "evaluate",
            "classes",
            sorted + "/particles.star",
            "--truth",
            classes,
            "-o",
            Scenario.OUT),
        List.of("--threads", "1"),
        List.of("--threads", "2"));
    replacing(
        "convert-xmd",
        List.of("convert", star, Scenario.OUT + "/particles.xmd"),
        List.of("--metadata-only"),
        List.of());
    replacing(
        List.of("compare", poses, poses, "-o", Scenario.OUT), List.of("--no-images"), List.of());
    replacing(
        List.of("validate", "-i", star, "-o", Scenario.OUT, "--particles", "30"),
        List.of("--seed", "2"),
        List.of("--seed", "3"));
    replacing(
        List.of("select", sorted, "-o", Scenario.OUT),
        List.of("--classes", "1"),
        List.of("--score", "0"));
    replacing(
        "export",
        List.of("model", "export", model, "-o", Scenario.OUT + "/weights.safetensors"),
        List.of(),
        List.of());
    images(data, star, sorted);
    volumes(data);
    micrographs(data);
    add(
        "train",
        Scenario.Keeps.WHAT_WAS_DONE,
        List.of("train", "-c", shipped("configs/tiny.yaml"), "-o", Scenario.OUT),
        List.of(),
        List.of(
            "--set",
            "optimiser.steps=60",
            "--set",
            "validation.every_steps=20",
            "--set",
            "checkpoint_every_steps=5"),
        "--resume");
    for (String command : List.of("align", "classify")) {
      add(
          command + "-resumed",
          Scenario.Keeps.WHAT_WAS_DONE,
          List.of(command, "-i", star, "-o", Scenario.OUT),
          List.of(),
          List.of(),
          "--resume");
    }
    add(
        "benchmark",
        Scenario.Keeps.WHAT_WAS_DONE,
        List.of("benchmark", star, "-o", Scenario.OUT, "--no-relion"),
        List.of(),
        List.of("--methods", "polar-spectrum,fourier-mellin"),
        "--resume");
    add(
        "demo",
        Scenario.Keeps.FOLDER_BY_FOLDER,
        List.of("demo", "-o", Scenario.OUT, "--particles", "40"),
        List.of("--steps", "1"),
        List.of("--steps", "2"),
        "--overwrite");
    return scenarios;
  }

  /** Commands on images and on averages of classes. */
  private void images(Path data, String star, String sorted)
      throws IOException, InterruptedException {
    String averages = sorted + "/classes.mrcs";
    replacing(List.of("correlate", sorted, "-o", Scenario.OUT), List.of("--no-mirror"), List.of());
    replacing(
        List.of("displacement", averages + "#1", averages + "#2", "-o", Scenario.OUT + "/d.csv"),
        List.of("--align"),
        List.of());
    replacing(
        List.of("filter", star, "-o", Scenario.OUT + "/f.mrcs"),
        List.of("--low-pass", "40A"),
        List.of("--low-pass", "30A", "--whiten"));
    replacing(
        List.of("normalise", star, "-o", Scenario.OUT + "/n.mrcs"),
        List.of("--no-ramp"),
        List.of());
    replacing(
        List.of("mask", star, "-o", Scenario.OUT + "/m.mrcs", "--otsu"),
        List.of(),
        List.of("--largest", "--soft", "2px"));
    replacing(
        List.of("spectrum", sorted + "/particles.star", "-o", Scenario.OUT),
        List.of(),
        List.of("--classes"));
    replacing(
        "ctf-correct",
        List.of("ctf", "correct", full(data), "-o", Scenario.OUT),
        List.of("--method", "flip"),
        List.of("--method", "multiply"));
    replacing(
        "ctf-simulate",
        List.of("ctf", "simulate", "--pixel-size", "2", "-o", Scenario.OUT),
        List.of("--defocus", "12000"),
        List.of("--defocus", "15000"));
  }

  /** Particles whose phases are as the microscope made them. */
  private static String full(Path data) throws IOException, InterruptedException {
    List<String> synthesize =
        new ArrayList<>(List.of("synthesize", "-c", shipped("synthetic/demo.yaml"), "-o", "full"));
    synthesize.addAll(SMALL);
    synthesize.addAll(List.of("--set", "ctf.mode=full"));
    Scenario.run(data, synthesize);
    return data.resolve("full/particles.star").toString();
  }

  /** Commands on volumes and angles. */
  private void volumes(Path data) throws IOException, InterruptedException {
    float[] voxels = new float[32 * 32 * 32];
    for (int i = 0; i < voxels.length; i++) {
      double x = i % 32 - 16;
      double y = i / 32 % 32 - 16;
      double z = i / 1024 - 16;
      voxels[i] = (float) (Math.exp(-(x * x + (y - 3) * (y - 3) + 2 * z * z) / 30));
    }
    Path volume = data.resolve("v.mrc");
    MrcWriter.writeVolume(volume, new MrcVolume(32, 32, 32, voxels, OptionalDouble.of(5)));
    String file = volume.toString();
    Scenario.run(data, List.of("project", file, "--uniform", "60", "-o", "views"));
    String views = data.resolve("views/projections.star").toString();
    replacing(
        List.of("project", file, "-o", Scenario.OUT),
        List.of("--uniform", "40"),
        List.of("--uniform", "80"));
    replacing(
        List.of("slice", file, "-o", Scenario.OUT),
        List.of("--tilt", "30"),
        List.of("--tilt", "60"));
    replacing(
        List.of("reconstruct", views, "--no-ctf", "-o", Scenario.OUT + "/map.mrc"),
        List.of(),
        List.of("--halves"));
    add(
        "reconstruct-resumed",
        Scenario.Keeps.WHAT_WAS_DONE,
        List.of("reconstruct", views, "--no-ctf", "-o", Scenario.OUT + "/map.mrc"),
        List.of(),
        List.of(),
        "--resume");
    replacing(
        List.of("fsc", file, file, "-o", Scenario.OUT),
        List.of("--pixel-size", "5"),
        List.of("--pixel-size", "6"));
    replacing(
        "angles",
        List.of("angles", "convert", views, "-o", Scenario.OUT + "/a.csv"),
        List.of("--to", "zxz"),
        List.of("--to", "eman2"));
  }

  /** Commands on micrographs. */
  private void micrographs(Path data) throws IOException, InterruptedException {
    List<String> synthesize =
        List.of(
            "synthesize",
            "-c",
            shipped("configs/micrograph.yaml"),
            "-o",
            "mics",
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
    Scenario.run(data, synthesize);
    String list = data.resolve("mics/micrographs_truth.star").toString();
    String coordinates = data.resolve("mics/micrograph0001_truth.star").toString();
    Path rings = data.resolve("rings.mrc");
    CtfParameters ctf = new CtfParameters(300, 2.7, 0.1, 15000, 15000, 0, 0);
    MrcWriter.writeImage(
        rings, TestMicrographs.ringsOnly(ctf, 256, 3, 0.3, 1), OptionalDouble.of(3));
    replacing(
        "ctf-estimate",
        List.of(
            "ctf",
            "estimate",
            rings.toString(),
            "--voltage",
            "300",
            "--cs",
            "2.7",
            "--amplitude-contrast",
            "0.1",
            "-o",
            Scenario.OUT),
        List.of("--max-resolution", "9A"),
        List.of("--max-resolution", "8A"));
    replacing(
        List.of("pick", list, "--reference", "blob", "--diameter", "250A", "-o", Scenario.OUT),
        List.of("--false-picks", "5"),
        List.of("--false-picks", "9"));
    replacing(
        List.of("extract", list, "--coordinates", coordinates, "--box", "64px", "-o", Scenario.OUT),
        List.of("--no-ctf"),
        List.of());
  }

  /** The same truth with a column of classes, all of them 1. */
  private static String withClasses(Path truth) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(truth)) {
      lines.add(line + (lines.isEmpty() ? ",class" : ",1"));
    }
    return Files.write(truth.resolveSibling("classes.csv"), lines).toString();
  }

  private void replacing(List<String> command, List<String> before, List<String> after)
      throws IOException, InterruptedException {
    replacing(command.get(0), command, before, after);
  }

  private void replacing(String name, List<String> command, List<String> before, List<String> after)
      throws IOException, InterruptedException {
    add(name, Scenario.Keeps.EARLIER_OR_LATER, command, before, after, "--overwrite");
  }

  private void add(
      String name,
      Scenario.Keeps keeps,
      List<String> command,
      List<String> before,
      List<String> after,
      String going)
      throws IOException, InterruptedException {
    String wanted = System.getProperty("cryoudl.commands", "");
    boolean taken =
        wanted.isEmpty()
            ? !WRITES_AS_OTHERS.contains(name)
            : Set.of(wanted.split(",")).contains(name);
    if (taken) {
      scenarios.add(Scenario.of(work, name, keeps, command, before, after, going));
    }
  }
}
