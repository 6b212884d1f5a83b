package org.cryoudl.pipeline.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cryoudl.displacement.DisplacementAnalysis;
import org.cryoudl.displacement.DisplacementOptions;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.correlate.Correlation;
import org.cryoudl.pipeline.correlate.CorrelationFiles;
import org.cryoudl.pipeline.correlate.OpenedAverage;
import org.cryoudl.similarity.SimilarityOptions;
import org.jspecify.annotations.Nullable;

/** What the page can have done, by name. */
final class ExplorerApi {

  private static final int THUMBNAIL = 96;
  private static final int MOST_JSON = 8 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Workspace workspace = new Workspace();
  private final EventStream events = new EventStream();
  private final SessionFile session;
  private final Chosen writer;
  private final Parallelism parallelism = Parallelism.current();
  private @Nullable PageProgress running;
  private volatile boolean ended;

  /**
   * @param folder of the session: what is uploaded and written lies within
   */
  ExplorerApi(Path folder, Chosen writer) {
    this.folder = folder;
    this.writer = writer;
    this.session = new SessionFile(folder);
  }

  /** An answer to the page. */
  record Answer(int status, String type, byte[] bytes, Optional<String> fileName) {

    static Answer json(String text) {
      return new Answer(
          200, "application/json", text.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    static Answer png(byte[] bytes) {
      return new Answer(200, "image/png", bytes, Optional.empty());
    }

    Answer withStatus(int other) {
      return new Answer(other, type, bytes, fileName);
    }
  }

  EventStream events() {
    return events;
  }

  Workspace workspace() {
    return workspace;
  }

  SessionFile session() {
    return session;
  }

  boolean isEnded() {
    return ended;
  }

  /**
   * Answers.
   *
   * @throws CryoudlException if it cannot be done, in one sentence
   */
  Answer answer(String method, String name, Query query, InputStream body) throws IOException {
    String call = method + " " + name;
    return switch (call) {
      case "GET state" -> Answer.json(StateJson.of(workspace.view()).toString());
      case "GET session" -> Answer.json(session.page().toString());
      case "GET sheet" -> Answer.png(PictureBytes.sheet(workspace.view().averages(), THUMBNAIL));
      case "GET average" -> Answer.png(PictureBytes.of(average(query, "id").image()));
      case "GET moved" -> moved(query);
      case "GET picture" -> picture(query);
      case "GET matrix" -> matrix();
      case "GET pair" -> pair(query);
      case "GET displacement" -> displacement(query);
      case "GET export" -> export(query);
      case "POST upload" -> upload(query.text("name"), body);
      case "POST squares" -> squares(json(body));
      case "POST find" -> find(json(body));
      case "POST analyse" -> analyse(json(body));
      case "POST cancel" -> cancel();
      case "POST choose" -> choose(json(body));
      case "POST session" -> keep(json(body));
      case "POST write" ->
          Answer.json(
              StateJson.lines(writer.write(workspace.view(), json(body).path("name").asText())));
      case "POST end" -> end();
      default -> Answer.json(StateJson.failure("there is no " + call)).withStatus(404);
    };
  }

  private static JsonNode json(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MOST_JSON + 1);
    if (bytes.length > MOST_JSON) {
      throw new DataException("the page sent more than " + MOST_JSON + " bytes");
    }
    return JSON.readTree(bytes);
  }

  private OpenedAverage average(Query query, String name) {
    return workspace.view().average(query.text(name));
  }

  private Correlation found() {
    return workspace
        .view()
        .correlation()
        .orElseThrow(() -> new UsageException("compare the averages first"));
  }

  /** Places among those compared of two averages. */
  private static int place(Correlation found, OpenedAverage average) {
    for (int i = 0; i < found.compared().size(); i++) {
      if (found.compared().get(i).average() == average) {
        return i;
      }
    }
    throw new DataException(average.name() + " is empty, so it was not compared");
  }

  private Answer pair(Query query) {
    Correlation found = found();
    int i = place(found, average(query, "a"));
    int j = place(found, average(query, "b"));
    if (i == j) {
      throw new DataException("a pair has two averages");
    }
    return Answer.json(StateJson.pair(found, i, j).toString());
  }

  /** The second average as it lies on the first. */
  private Image second(Query query) {
    OpenedAverage a = average(query, "a");
    OpenedAverage b = average(query, "b");
    int side = a.image().box();
    Image image = b.image().box() == side ? b.image() : FourierResize.resize(b.image(), side);
    if (a == b || query.text("raw").equals("1")) {
      return image;
    }
    Correlation found = found();
    return found.similarities().pose(place(found, a), place(found, b), side).apply(image);
  }

  private Answer moved(Query query) {
    return Answer.png(PictureBytes.of(second(query)));
  }

  private Answer picture(Query query) {
    Path file = workspace.file(query.text("file"));
    int page = (int) query.number("page", 1, 1, 10_000);
    return Answer.png(PictureBytes.page(Workspace.picture(file, page).grey()));
  }

  /** All scores as 32-bit reals, little-endian, row by row. */
  private Answer matrix() {
    Correlation found = found();
    int count = found.compared().size();
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * count * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        bytes.putFloat((float) found.similarities().score(i, j));
      }
    }
    return new Answer(200, "application/octet-stream", bytes.array(), Optional.empty());
  }

  private Answer displacement(Query query) {
    DisplacementOptions usual = DisplacementOptions.DEFAULT;
    DisplacementOptions options =
        new DisplacementOptions(
            (int) query.number("block", usual.blockPixels(), 8, 128),
            (int) query.number("step", usual.stepPixels(), 2, 64),
            query.number("search", usual.search(), 1.25, 4),
            query.number("least", usual.leastCoefficient(), 0, 1));
    Image first = average(query, "a").image();
    return Answer.json(
        StateJson.field(DisplacementAnalysis.of(first, second(query), options)).toString());
  }

  /** A table; groups are those of the threshold that the page shows. */
  private Answer export(Query query) throws IOException {
    String name = query.text("name");
    if (!CorrelationFiles.names().contains(name)) {
      throw new DataException("there is no table " + name);
    }
    Correlation found = found();
    Correlation shown = found.at(query.number("threshold", found.threshold(), -1, 1));
    Path temporary = Files.createTempDirectory(folder, ".export");
    Path file = temporary.resolve(name);
    try {
      new CorrelationFiles(shown).write(name, file);
      return new Answer(
          200, "application/octet-stream", Files.readAllBytes(file), Optional.of(name));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(temporary);
    }
  }

  /** Keeps a file that was dropped on the page in the session's folder, and opens it. */
  private Answer upload(String given, InputStream body) throws IOException {
    String name = given.substring(1 + Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')));
    if (!name.matches("[^\\p{Cntrl}/\\\\.][^\\p{Cntrl}/\\\\]{0,120}")) {
      throw new DataException("a file of this name cannot be kept; rename it");
    }
    Path uploads = Files.createDirectories(folder.resolve("files"));
    Path file = uploads.resolve(name).toAbsolutePath(); // as a session names it
    AtomicOutput.write(file, temporary -> keep(body, temporary, name));
    int averages = workspace.add(file);
    return Answer.json(StateJson.text(Map.of("name", name, "averages", averages)));
  }

  private static void keep(InputStream body, Path file, String name) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        total += count;
        if (total > ExplorerServer.MOST_UPLOADED) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s is larger than %d MB; name it on the command line instead",
                  name,
                  ExplorerServer.MOST_UPLOADED >> 20));
        }
        out.write(buffer, 0, count);
      }
    }
  }

  private Answer squares(JsonNode body) {
    Path file = workspace.file(body.path("file").asText());
    workspace.correct(file, body.path("page").asInt(1), SessionFile.boxes(body.path("boxes")));
    return Answer.json(StateJson.of(workspace.view()).toString());
  }

  private Answer find(JsonNode body) {
    OpenedAverage average = workspace.view().average(body.path("id").asText());
    Path file = workspace.file(body.path("file").asText());
    int added = workspace.find(average, file, body.path("page").asInt(1));
    return Answer.json(StateJson.text(Map.of("added", added)));
  }

  private Answer analyse(JsonNode body) {
    SimilarityOptions options =
        body.path("mirror").asBoolean(true)
            ? SimilarityOptions.DEFAULT
            : SimilarityOptions.DEFAULT.withoutMirror();
    boolean levelled = body.path("levelled").asBoolean(false);
    PageProgress progress =
        new PageProgress(
            step ->
                events.send(
                    "progress",
                    StateJson.text(Map.of("stage", step.stage(), "share", step.share()))),
            sentence -> events.send("warning", StateJson.text(Map.of("text", sentence))));
    synchronized (this) {
      if (running != null) {
        throw new UsageException("averages are being compared already");
      }
      running = progress;
    }
    Thread thread =
        new Thread(() -> parallelism.run(() -> compare(options, levelled, progress)), "comparison");
    thread.setDaemon(true);
    thread.start();
    return Answer.json("{}");
  }

  private void compare(SimilarityOptions options, boolean levelled, PageProgress progress) {
    try {
      workspace.analyse(options, levelled, progress);
      events.send("compared", "{}");
    } catch (CancellationException e) {
      events.send("cancelled", "{}");
    } catch (CryoudlException e) {
      events.send("failed", StateJson.failure(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      events.send("failed", StateJson.failure("the comparison failed: " + e));
    } finally {
      synchronized (this) {
        running = null;
      }
    }
  }

  private synchronized Answer cancel() {
    if (running != null) {
      running.cancel();
    }
    return Answer.json("{}");
  }

  private Answer choose(JsonNode body) {
    List<Integer> ids = new ArrayList<>();
    body.path("chosen").forEach(id -> ids.add(id.asInt(-1)));
    workspace.choose(ids);
    return Answer.json("{}");
  }

  private Answer keep(JsonNode page) {
    session.write(workspace, page.isObject() ? page : JSON.createObjectNode());
    ObjectNode answer = JSON.createObjectNode().put("folder", folder.toString());
    return Answer.json(answer.toString());
  }

  private Answer end() {
    ended = true;
    return Answer.json("{}");
  }

  void close() {
    cancel();
    events.close();
  }
}
