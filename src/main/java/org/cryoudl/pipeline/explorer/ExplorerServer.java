package org.cryoudl.pipeline.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.parallel.Parallelism;

/**
 * Serves the page to browsers of this machine: on 127.0.0.1 only, below an address that holds a
 * random word ({@link RequestGuard}).
 */
public final class ExplorerServer implements AutoCloseable {

  /** Bytes of a file that a page may bring. */
  static final long MOST_UPLOADED = 512L << 20;

  private static final int BACKLOG = 64;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads;
  private final RequestGuard guard;
  private final ExplorerApi api;
  private final Parallelism parallelism = Parallelism.current();

  /**
   * Starts it.
   *
   * @param port 0 for any that is free
   * @throws EnvironmentException if the port is taken
   */
  ExplorerServer(int port, ExplorerApi api) {
    this.api = api;
    try {
      InetAddress home = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpServer.create(new InetSocketAddress(home, port), BACKLOG);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot serve at port " + port + ": " + AtomicOutput.reason(e) + "; name another port",
          e);
    }
    guard = new RequestGuard(server.getAddress().getPort());
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "explorer");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + guard.prefix();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!guard.allows(exchange)) {
        answer(exchange, 403, "text/plain; charset=utf-8", bytes("not for this page\n"));
        return;
      }
      String path = exchange.getRequestURI().getPath().substring(guard.prefix().length());
      if (path.equals("api/events")) {
        secure(exchange.getResponseHeaders());
        api.events().serve(exchange);
      } else if (path.startsWith("api/")) {
        call(exchange, path.substring("api/".length()));
      } else {
        file(exchange, path);
      }
    }
  }

  private void file(HttpExchange exchange, String path) throws IOException {
    Optional<PageFiles.Content> content = PageFiles.named(path);
    if (content.isEmpty()) {
      answer(exchange, 404, "text/plain; charset=utf-8", bytes("no such page\n"));
    } else {
      answer(exchange, 200, content.get().type(), content.get().bytes());
    }
  }

  /** What fails is said in the page; nothing that a page sends ends the server. */
  private void call(HttpExchange exchange, String name) throws IOException {
    ExplorerApi.Answer answer;
    try {
      answer = parallelism.call(() -> called(exchange, name));
    } catch (CryoudlException e) {
      answer = ExplorerApi.Answer.json(StateJson.failure(e.getMessage())).withStatus(400);
    } catch (IllegalArgumentException e) {
      answer =
          ExplorerApi.Answer.json(StateJson.failure("that cannot be done: " + e.getMessage()))
              .withStatus(400);
    }
    answer.fileName().ifPresent(file -> offer(exchange, file));
    answer(exchange, answer.status(), answer.type(), answer.bytes());
  }

  private ExplorerApi.Answer called(HttpExchange exchange, String name) {
    try {
      return api.answer(
          exchange.getRequestMethod(),
          name,
          Query.of(exchange.getRequestURI().getRawQuery()),
          exchange.getRequestBody());
    } catch (JsonProcessingException e) {
      throw new DataException("the page sent what is no JSON", e);
    } catch (IOException e) {
      throw new EnvironmentException(AtomicOutput.reason(e), e);
    }
  }

  private static void offer(HttpExchange exchange, String file) {
    exchange
        .getResponseHeaders()
        .set("Content-Disposition", "attachment; filename=\"" + file + "\"");
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    secure(headers);
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static void secure(Headers headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Waits until the page is gone for some time. */
  void awaitEnd(int seconds) {
    try {
      while (!api.events().abandoned(seconds) && !api.isEnded()) {
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    api.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
