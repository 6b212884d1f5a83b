package org.cryoudl.pipeline.explorer;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only who knows the address that the program printed. Its path begins with a random word,
 * so other users of the machine cannot open the page; and a request that a foreign page makes the
 * browser send is refused by its origin, or by the name under which it calls this machine.
 */
final class RequestGuard {

  private static final int WORD_BYTES = 24;

  private final String word;
  private final Set<String> hosts;

  RequestGuard(int port) {
    byte[] bytes = new byte[WORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    this.word = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /** The path that all addresses begin with: the word between slashes. */
  String prefix() {
    return "/" + word + "/";
  }

  /** Whether a request may be answered. */
  boolean allows(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    return host != null
        && hosts.contains(host)
        && (origin == null || isOwn(origin))
        && knowsWord(exchange.getRequestURI().getPath());
  }

  private boolean isOwn(String origin) {
    return hosts.stream().anyMatch(host -> origin.equals("http://" + host));
  }

  /** Takes as long whatever the letter that is wrong. */
  private boolean knowsWord(@Nullable String path) {
    if (path == null || !path.startsWith("/")) {
      return false;
    }
    int end = path.indexOf('/', 1);
    String given = end < 0 ? "" : path.substring(1, end);
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), word.getBytes(StandardCharsets.UTF_8));
  }
}
