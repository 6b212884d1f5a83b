package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the course runs, one after the other, and every picture is there. */
class CourseTest {

  private static final Path PAGE = Path.of("docs/course.md");
  private static final String OUTPUT = "out/course";

  @TempDir Path folder;

  private static List<String> commands() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("cryoudl "))
        .toList();
  }

  /** A command that the program does not have yet is left out, and so is what needs its files. */
  @Test
  @Tag("slow")
  void everyCommandRuns() throws IOException {
    Set<String> known = new HashSet<>();
    Matcher names = Pattern.compile("(?m)^ {2}([a-z]+) ").matcher(CommandRun.of("--help").out());
    while (names.find()) {
      known.add(names.group(1));
    }
    List<String> run = new ArrayList<>();
    for (String line : commands()) {
      String[] words = line.replace(OUTPUT, folder.toString()).split(" +");
      if (!known.contains(words[1])) {
        continue;
      }
      String[] arguments = new String[words.length - 1];
      System.arraycopy(words, 1, arguments, 0, arguments.length);
      CommandRun result = CommandRun.of(arguments);
      assertEquals(0, result.code(), line + "\n" + result.err());
      run.add(words[1]);
    }
    assertTrue(
        run.containsAll(List.of("synthesize", "ctf", "pick", "extract", "classify", "align")),
        run.toString());
  }

  @Test
  void everyPictureOfThePageIsThere() throws IOException {
    Matcher pictures = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)").matcher(Files.readString(PAGE));
    int count = 0;
    while (pictures.find()) {
      count++;
      assertTrue(Files.exists(PAGE.resolveSibling(pictures.group(1))), pictures.group(1));
    }
    assertTrue(count >= 5, "pictures: " + count);
  }
}
