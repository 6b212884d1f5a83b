package org.cryoudl.pipeline.explorer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Sends events to all open pages (server-sent events), and knows whether a page is open. */
final class EventStream {

  private static final int WAITING = 256;
  private static final int BEAT_SECONDS = 2;

  private final List<BlockingQueue<String>> pages = new CopyOnWriteArrayList<>();
  private volatile boolean everOpen;
  private volatile long lastOpenNanos = System.nanoTime();
  private volatile boolean closed;

  /** Sends an event; a page that does not read loses its oldest ones. */
  void send(String name, String json) {
    String event = "event: " + name + "\ndata: " + json.replace("\n", " ") + "\n\n";
    for (BlockingQueue<String> page : pages) {
      while (!page.offer(event)) {
        page.poll();
      }
    }
  }

  /** Serves one page until it goes away. */
  void serve(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    ResourceUse use = new ResourceUse();
    BlockingQueue<String> own = new ArrayBlockingQueue<>(WAITING);
    pages.add(own);
    everOpen = true;
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(": open\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      long lastBeat = System.nanoTime();
      while (!closed) {
        String event = own.poll(BEAT_SECONDS, TimeUnit.SECONDS);
        if (event != null) {
          out.write(event.getBytes(StandardCharsets.UTF_8));
        }
        // A beat tells how busy the machine is, and finds out that the page has gone.
        if (event == null || System.nanoTime() - lastBeat > BEAT_SECONDS * 1_000_000_000L) {
          String beat = "event: monitor\ndata: " + use.json() + "\n\n";
          out.write(beat.getBytes(StandardCharsets.UTF_8));
          lastBeat = System.nanoTime();
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pages.remove(own);
      lastOpenNanos = System.nanoTime();
    }
  }

  /** Whether a page was open and none has been for some time. */
  boolean abandoned(int seconds) {
    return everOpen
        && pages.isEmpty()
        && System.nanoTime() - lastOpenNanos > TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Ends all streams. */
  void close() {
    closed = true;
  }
}
