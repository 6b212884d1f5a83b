package org.cryoudl.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cryoudl.cli.wording.Wording;
import org.cryoudl.failure.Reason;
import org.cryoudl.progress.Progress;

/**
 * Tells other programs how far a run is: one JSON object a line. {@code event} is {@code run} (with
 * {@code command} and {@code version}), {@code start}, {@code progress} and {@code end} of a {@code
 * stage} (with {@code done}, {@code total} and the {@code seconds} since it began), {@code warning}
 * or {@code detail} (with {@code message}).
 */
public final class JsonProgress implements Progress {

  /** So often at most a stage tells how far it is. */
  private static final long INTERVAL_NANOS = 500_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;
  private final boolean verbose;

  /** What has been said already: files written one after the other have the same to say. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param out receives the lines, each as soon as it is known
   * @param verbose whether details are told too
   */
  public JsonProgress(PrintWriter out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  /** Tells what is run. */
  public void begin(String commandLine, String version) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "run");
    line.put("command", commandLine);
    line.put("version", version);
    print(line);
  }

  @Override
  public Stage start(String stage, long total) {
    return new Running(stage, total);
  }

  @Override
  public void warn(String message) {
    if (warned.add(message)) {
      print(message("warning", message));
    }
  }

  @Override
  public void warn(Reason reason) {
    warn(Wording.of(reason));
  }

  @Override
  public void detail(String message) {
    if (verbose) {
      print(message("detail", message));
    }
  }

  private static Map<String, Object> message(String event, String message) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("message", message);
    return line;
  }

  private synchronized void print(Map<String, ?> line) {
    try {
      out.println(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written as JSON", e);
    }
    out.flush();
  }

  private final class Running implements Stage {

    private final String stage;
    private final long total;
    private final long began = System.nanoTime();
    private long told = began;
    private long done;
    private String note = "";
    private boolean closed;

    Running(String stage, long total) {
      this.stage = stage;
      this.total = total;
      tell("start", began);
    }

    @Override
    public synchronized void advance(long units) {
      done += units;
      tellIfDue();
    }

    private void tellIfDue() {
      long now = System.nanoTime();
      if (now - told >= INTERVAL_NANOS) {
        told = now;
        tell("progress", now);
      }
    }

    @Override
    public synchronized void note(String text) {
      note = text;
      tellIfDue();
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        tell("end", System.nanoTime());
      }
    }

    private void tell(String event, long now) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", event);
      line.put("stage", stage);
      line.put("done", done);
      line.put("total", total);
      line.put("seconds", Math.round((now - began) / 1e6) / 1e3);
      if (!note.isEmpty()) {
        line.put("note", note);
      }
      print(line);
    }
  }
}
