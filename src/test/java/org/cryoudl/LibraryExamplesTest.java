package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/library.md compile without warnings, run, and do what the page says. */
class LibraryExamplesTest {

  private static final Path PAGE = Path.of("docs/library.md");

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final Pattern CLASS = Pattern.compile("^class (\\w+) \\{", Pattern.MULTILINE);

  private static final int COUNT = 48;

  @TempDir static Path folder;

  /** Source by name of class. */
  private static final Map<String, String> EXAMPLES = new LinkedHashMap<>();

  private static URLClassLoader compiled;
  private static SimulatedSet set;
  private static Path stack;

  @BeforeAll
  static void compile() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      Matcher name = CLASS.matcher(blocks.group(1));
      assertTrue(name.find(), "no class in\n" + blocks.group(1));
      EXAMPLES.put(name.group(1), blocks.group(1));
    }
    List<JavaFileObject> sources = new ArrayList<>();
    EXAMPLES.forEach((name, text) -> sources.add(new Source(name, text)));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    boolean good =
        compiler
            .getTask(
                complaints,
                null,
                null,
                List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all,-classfile",
                    "-Werror",
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                sources)
            .call();
    assertTrue(good, complaints.toString());
    compiled =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, LibraryExamplesTest.class.getClassLoader());
    set = SimulatedSet.of(COUNT, 64, CtfModel.Mode.PHASE_FLIPPED, 1);
    stack = set.write(folder, "particles");
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** No example of the page is left out below. */
  @Test
  void theExamplesAreThese() {
    assertEquals(
        List.of(
            "AlignAsTheProgramDoes",
            "AlignStack",
            "OwnWordsForErrors",
            "ParticlesInMemory",
            "SimulateAndScore",
            "TwoRunsAtOnce"),
        List.copyOf(new TreeSet<>(EXAMPLES.keySet())));
  }

  @Test
  void tenLinesAlignAStack() throws Exception {
    String source = EXAMPLES.get("AlignStack");
    String body = source.substring(source.indexOf("main("));
    long lines =
        body.lines()
            .skip(1)
            .map(String::trim)
            .filter(line -> !line.isEmpty() && !line.equals("}"))
            .count();
    assertTrue(lines <= 10, lines + " lines");
    Path output = folder.resolve("aligned");
    assertEquals(COUNT + " particles aligned\n", run("AlignStack", output));
    assertRight(poses(output.resolve("particles.star")));
    assertTrue(Files.size(output.resolve("particles.xmd")) > 0);
    assertTrue(Files.size(output.resolve("average.mrc")) > 64 * 64 * 4);
  }

  @Test
  void theWholeJobWritesARecord() throws Exception {
    Path output = folder.resolve("job");
    String printed = run("AlignAsTheProgramDoes", output);
    assertTrue(printed.contains(Integer.toString(COUNT)), printed);
    assertRight(poses(output.resolve("particles.star")));
    assertFalse(Files.exists(output.resolve("particles.xmd")));
    String record = Files.readString(output.resolve("summary.json"));
    assertTrue(record.contains("called from AlignAsTheProgramDoes"), record);
    assertTrue(record.contains("polar-0.1.safetensors (shipped)"), record);
  }

  @Tag("slow")
  @Test
  void particlesNeedNoFile() throws Exception {
    Pose[] poses =
        run("ParticlesInMemory", folder)
            .lines()
            .map(line -> line.split(" "))
            .map(
                values ->
                    new Pose(
                        Double.parseDouble(values[0]),
                        Double.parseDouble(values[1]),
                        Double.parseDouble(values[2])))
            .toArray(Pose[]::new);
    assertRight(poses);
  }

  @Tag("slow")
  @Test
  void twoRunsAtOnceFindTheSamePoses() throws Exception {
    assertEquals("the same poses\n", run("TwoRunsAtOnce", folder));
  }

  @Test
  void errorsAreData() throws Exception {
    assertEquals(
        """
        the largest shift must be at most half the box, which is 64 pixels, got 400.0; choose a smaller one
        The slider 'largest shift' stands at 400; move it to 32 or less.
        """,
        run("OwnWordsForErrors", folder));
  }

  @Tag("slow")
  @Test
  void simulatedParticlesAreScored() throws Exception {
    Matcher printed =
        Pattern.compile("mean error (\\S+) degrees\n").matcher(run("SimulateAndScore", folder));
    assertTrue(printed.matches());
    assertTrue(Double.parseDouble(printed.group(1)) < 2, printed.group());
  }

  /** What an example prints. */
  private static String run(String name, Path output) throws Exception {
    Method main = compiled.loadClass(name).getDeclaredMethod("main", String[].class);
    main.setAccessible(true);
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      main.invoke(null, (Object) new String[] {stack.toString(), output.toString()});
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static Pose[] poses(Path star) {
    try (ParticleSet written = ParticleSet.open(star, ParticleSetOptions.DEFAULT)) {
      return IntStream.range(0, written.size())
          .mapToObj(row -> written.pose(row).orElseThrow())
          .toArray(Pose[]::new);
    }
  }

  private static void assertRight(Pose[] poses) {
    Pose[] truth = IntStream.range(0, COUNT).mapToObj(set::truth).toArray(Pose[]::new);
    AlignmentScore score = AlignmentScore.of(poses, truth, 0);
    assertTrue(score.mod360().meanDegrees() < 1.5, "mean error " + score.mod360().meanDegrees());
    assertTrue(score.meanShiftPixels().orElseThrow() < 0.5, "shift " + score.meanShiftPixels());
  }
}
