package org.cryoudl.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cryoudl.cli.wording.Wording;
import org.cryoudl.failure.Reason;
import org.cryoudl.progress.Progress;

/**
 * Draws one bar a stage on a terminal, with the time left; where standard error is no terminal,
 * prints a line every few seconds instead, so that logs stay readable.
 */
public final class ConsoleProgress implements Progress {

  private static final int BAR_WIDTH = 28;
  private static final long TERMINAL_INTERVAL_NANOS = 100_000_000L;
  private static final long LOG_INTERVAL_NANOS = 10_000_000_000L;

  /** The time left is told once one part of so many is done: the first steps are unlike others. */
  private static final long TELLING = 50;

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean verbose;
  private final boolean terminal;

  /** What has been said already: files written one after the other have the same to say. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  public ConsoleProgress(PrintWriter err, boolean quiet, boolean verbose) {
    this.err = err;
    this.quiet = quiet;
    this.verbose = verbose;
    this.terminal = System.console() != null;
  }

  @Override
  public Stage start(String stage, long total) {
    return quiet ? Progress.silent().start(stage, total) : new Bar(stage, total);
  }

  @Override
  public void warn(String message) {
    if (warned.add(message)) {
      print("warning: " + message);
    }
  }

  @Override
  public void warn(Reason reason) {
    warn(Wording.of(reason));
  }

  @Override
  public void detail(String message) {
    if (verbose) {
      print(message);
    }
  }

  private synchronized void print(String line) {
    if (terminal) {
      err.print("\r\033[K");
    }
    err.println(line);
    err.flush();
  }

  private final class Bar implements Stage {
    private final String stage;
    private final long total;
    private final long start = System.nanoTime();
    private long done;
    private long lastDrawn = System.nanoTime();
    private String note = "";
    private boolean closed;

    Bar(String stage, long total) {
      this.stage = stage;
      this.total = total;
    }

    @Override
    public void advance(long units) {
      synchronized (ConsoleProgress.this) {
        done += units;
        drawIfDue();
      }
    }

    private void drawIfDue() {
      long now = System.nanoTime();
      if (now - lastDrawn >= (terminal ? TERMINAL_INTERVAL_NANOS : LOG_INTERVAL_NANOS)) {
        lastDrawn = now;
        draw(line(remaining(now)));
      }
    }

    @Override
    public void note(String text) {
      synchronized (ConsoleProgress.this) {
        note = text;
        drawIfDue();
      }
    }

    @Override
    public void close() {
      synchronized (ConsoleProgress.this) {
        if (closed) {
          return;
        }
        closed = true;
        draw(line("in " + clock(System.nanoTime() - start)));
        if (terminal) {
          err.println();
          err.flush();
        }
      }
    }

    private String remaining(long now) {
      if (done * TELLING < total || done == 0) {
        return "";
      }
      long left = (long) ((now - start) / (double) done * Math.max(0, total - done));
      return clock(left) + " left";
    }

    private String line(String time) {
      double part = total <= 0 ? 1 : Math.min(1, done / (double) total);
      int filled = (int) (part * BAR_WIDTH);
      String bar = terminal ? "[" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " : "";
      return String.format(
          Locale.ROOT, "%-28s %s%3.0f%%  %s  %s", stage, bar, 100 * part, time, note);
    }

    private void draw(String line) {
      if (terminal) {
        err.print("\r\033[K" + line);
      } else {
        err.println(line.stripTrailing());
      }
      err.flush();
    }
  }

  private static String clock(long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    if (duration.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
    return duration.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
        : String.format(
            Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
  }
}
