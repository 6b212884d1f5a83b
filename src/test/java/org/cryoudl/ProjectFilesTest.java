package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Files about the project say what the build says. */
class ProjectFilesTest {

  private static final Path POM = Path.of("pom.xml");

  @Test
  void theCitationNamesTheVersionThatIsBuilt() throws IOException {
    String version = first("<version>([0-9.]+)(-SNAPSHOT)?</version>", Files.readString(POM));
    String cited = first("(?m)^version: (.*)$", Files.readString(Path.of("CITATION.cff")));
    assertEquals(version, cited);
    assertTrue(
        Files.readString(Path.of("CHANGELOG.md")).contains("## " + version),
        "the changelog has no section of " + version);
  }

  /** Its licence asks for that in every copy, and every report holds one. */
  @Test
  void theNoticeNamesTheDrawingLibraryOfReports() throws IOException {
    String version =
        first(
            "<artifactId>plotly.js-dist</artifactId>\\s*<version>(.*)</version>",
            Files.readString(POM));
    String notice = Files.readString(Path.of("NOTICE"));
    assertTrue(notice.contains("plotly.js " + version + ", MIT licence"), notice);
  }

  /** A package of no more files can be seen at a glance. */
  @Test
  void noPackageHoldsMoreThanFifteenFiles() throws IOException {
    List<String> large = new ArrayList<>();
    try (var folders = Files.walk(Path.of("src/main/java")).filter(Files::isDirectory)) {
      for (Path folder : (Iterable<Path>) folders::iterator) {
        try (var files = Files.list(folder).filter(f -> f.toString().endsWith(".java"))) {
          long count = files.count();
          if (count > 15) {
            large.add(folder + " holds " + count);
          }
        }
      }
    }
    assertEquals(List.of(), large);
  }

  /** The archive lacked the recipe of {@code demo} once. */
  @Test
  void theArchiveHoldsEveryFolderThatTheProgramTakesFilesFrom() throws IOException {
    Pattern named = Pattern.compile("\"(configs|models|synthetic)/[^\"]*\"");
    Set<String> folders = new TreeSet<>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        named.matcher(Files.readString(file)).results().forEach(each -> folders.add(each.group(1)));
      }
    }
    assertTrue(folders.contains("synthetic"), folders.toString());
    String script = Files.readString(Path.of("src/dist/archive.sh"));
    for (String folder : folders) {
      assertTrue(script.contains("\"$project/" + folder + "\""), folder + " is not in the archive");
    }
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), "nothing like " + pattern);
    return matcher.group(1);
  }
}
