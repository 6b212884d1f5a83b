package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Only the command line knows the names of its options: no text below it holds one. What is wrong
 * is stated there as a {@code Reason}, which {@code cli.wording} puts into words.
 */
class OptionNamesTest {

  private static final Path SOURCES = Path.of("src/main/java/org/cryoudl");

  /** {@code --threshold}, {@code -o}; no minus sign, dash in a word or CSS property. */
  private static final Pattern OPTION =
      Pattern.compile("(^|[\\s(\"'`])(--[a-z]|-[a-z]($|[\\s,;)]))");

  /** They build the command lines of other programs, or of further runs of this one. */
  private static final Set<String> BUILD_COMMAND_LINES =
      Set.of(
          "pipeline/benchmark/programs/ChildProcess.java",
          "pipeline/benchmark/programs/RelionRun.java",
          "pipeline/benchmark/programs/OwnProgram.java",
          "pipeline/explorer/GraphicsUse.java");

  @Test
  void onlyTheCommandLineNamesOptions() throws IOException {
    List<String> below = new ArrayList<>();
    int inCommandLine = 0;
    for (Map.Entry<Path, List<String>> each : options(sources()).entrySet()) {
      String name = SOURCES.relativize(each.getKey()).toString().replace('\\', '/');
      List<String> found = each.getValue();
      if (name.startsWith("cli/")) {
        inCommandLine += found.size();
      } else if (BUILD_COMMAND_LINES.contains(name)) {
        assertTrue(!found.isEmpty(), name + " names no option any more: no exception is needed");
      } else {
        found.forEach(text -> below.add(name + ": " + text));
      }
    }
    assertEquals(List.of(), below);
    assertTrue(inCommandLine > 100, "the search found only " + inCommandLine + " options in cli");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** The string literals of each source file that hold an option. */
  private static Map<Path, List<String>> options(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<Path, List<String>> found = new LinkedHashMap<>();
    sources.forEach(file -> found.put(file, new ArrayList<>()));
    Map<URI, List<String>> byAddress = new HashMap<>();
    found.forEach((file, own) -> byAddress.put(file.toAbsolutePath().toUri(), own));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        List<String> own = Objects.requireNonNull(byAddress.get(unit.getSourceFile().toUri()));
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitLiteral(LiteralTree literal, Void nothing) {
            if (literal.getValue() instanceof String text && OPTION.matcher(text).find()) {
              own.add(text);
            }
            return null;
          }
        }.scan(unit, null);
      }
    }
    return found;
  }
}
