package org.cryoudl.pipeline.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.montage.TileBox;

/**
 * What is kept of a session, so that it goes on later: files, squares that were corrected, which
 * averages are chosen, and what the page remembers of itself.
 */
final class SessionFile {

  static final String NAME = "session.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private volatile JsonNode page = JSON.createObjectNode();

  SessionFile(Path folder) {
    this.file = folder.resolve(NAME);
  }

  boolean exists() {
    return Files.isRegularFile(file);
  }

  /** Writes the state, with what the page adds of its own. */
  void write(Workspace workspace, JsonNode kept) {
    Workspace.View view = workspace.view();
    ObjectNode all = JSON.createObjectNode();
    ArrayNode files = all.putArray("files");
    view.files().forEach(each -> files.add(each.toAbsolutePath().toString()));
    ArrayNode chosen = all.putArray("chosen");
    view.chosen().forEach(chosen::add);
    ArrayNode corrected = all.putArray("squares");
    workspace
        .corrections()
        .forEach(
            (place, boxes) -> {
              ObjectNode one = corrected.addObject();
              one.put("file", place.file().toAbsolutePath().toString());
              one.put("page", place.page());
              one.set("boxes", JSON.valueToTree(boxes));
            });
    all.set("page", kept);
    AtomicOutput.writeText(file, all.toPrettyString());
    page = kept;
  }

  /**
   * Opens what a session held. Files that are gone are left out, with one sentence each.
   *
   * @return the sentences
   * @throws DataException if the file is no session
   */
  List<String> restore(Workspace workspace) {
    JsonNode all = read();
    List<String> remarks = new ArrayList<>();
    for (JsonNode each : all.path("files")) {
      try {
        workspace.add(Path.of(each.asText()));
      } catch (DataException e) {
        remarks.add(e.getMessage());
      }
    }
    for (JsonNode each : all.path("squares")) {
      try {
        workspace.correct(
            Path.of(each.path("file").asText()),
            each.path("page").asInt(1),
            boxes(each.path("boxes")));
      } catch (DataException e) {
        remarks.add(e.getMessage());
      }
    }
    List<Integer> chosen = new ArrayList<>();
    all.path("chosen").forEach(each -> chosen.add(each.asInt(-1)));
    if (remarks.isEmpty()) {
      workspace.choose(chosen);
    }
    if (all.path("page").isObject()) {
      page = all.path("page");
    }
    return remarks;
  }

  /** What the page remembered of itself; nothing if this session is a new one. */
  JsonNode page() {
    return page;
  }

  private JsonNode read() {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new DataException(file + " is no session: " + AtomicOutput.reason(e), e);
    }
  }

  /**
   * Squares from JSON.
   *
   * @throws DataException if one has no whole, positive size
   */
  static List<TileBox> boxes(JsonNode list) {
    List<TileBox> boxes = new ArrayList<>();
    for (JsonNode each : list) {
      try {
        boxes.add(
            new TileBox(
                each.path("x").asInt(-1),
                each.path("y").asInt(-1),
                each.path("width").asInt(0),
                each.path("height").asInt(0)));
      } catch (IllegalArgumentException e) {
        throw new DataException("a square is wrong: " + e.getMessage(), e);
      }
    }
    return boxes;
  }
}
