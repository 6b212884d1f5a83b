package org.cryoudl.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.NpyBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonProgressTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static List<JsonNode> lines(String text) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> withoutClock(List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> !line.path("event").asText().equals("progress"))
        .map(line -> line.toString().replaceFirst("\"seconds\":[0-9.]+", ""))
        .toList();
  }

  /** Every line on standard error is an object, and the log begins with the command line. */
  @Test
  void otherProgramsReadHowFarARunIs() throws IOException {
    Path input =
        new NpyBytes()
            .with("uid", 1L, 2L)
            .with("blob/path", "a.mrcs", "a.mrcs")
            .with("blob/idx", 0f, 1f)
            .write(folder.resolve("p.cs"));
    Path log = folder.resolve("log.jsonl");
    String[] command = {
      "convert",
      input.toString(),
      folder.resolve("p.star").toString(),
      "--metadata-only",
      "--json-progress",
      "--log-json",
      log.toString()
    };
    CommandRun run = CommandRun.of(command);
    assertEquals(0, run.code(), run.err());
    List<JsonNode> told = lines(run.err());
    JsonNode end =
        told.stream()
            .filter(line -> line.path("event").asText().equals("end"))
            .findFirst()
            .orElseThrow();
    assertEquals("writing rows", end.get("stage").asText());
    assertEquals(2, end.get("done").asInt());
    assertEquals(2, end.get("total").asInt());
    assertTrue(end.get("seconds").asDouble() >= 0);
    List<String> warnings =
        told.stream()
            .filter(line -> line.path("event").asText().equals("warning"))
            .map(line -> line.get("message").asText())
            .toList();
    assertEquals(warnings.stream().distinct().toList(), warnings);
    assertTrue(warnings.stream().anyMatch(text -> text.contains("holds no CTF")), run.err());
    List<JsonNode> logged = lines(Files.readString(log));
    assertEquals("run", logged.get(0).get("event").asText());
    assertEquals("cryoudl " + String.join(" ", command), logged.get(0).get("command").asText());
    // How often a stage tells how far it is depends on the clock; all else is the same.
    assertEquals(withoutClock(told), withoutClock(logged.subList(1, logged.size())));
    CommandRun unwritable =
        CommandRun.of(
            "convert",
            input.toString(),
            folder.resolve("q.star").toString(),
            "--metadata-only",
            "--log-json",
            folder.toString());
    assertEquals(4, unwritable.code());
    assertTrue(unwritable.err().contains("cannot write " + folder), unwritable.err());
  }
}
