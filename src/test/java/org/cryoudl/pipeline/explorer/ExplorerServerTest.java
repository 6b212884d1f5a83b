package org.cryoudl.pipeline.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server without a browser: who is let in, what is refused, what is written where. */
class ExplorerServerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BOX = 32;

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private ExplorerServer server;
  private Path stack;

  @BeforeEach
  void start() {
    stack = stack("classes.mrcs", 4);
    server = job(List.of(stack)).start(Progress.silent());
  }

  private Path stack(String name, int count) {
    Path file = folder.resolve(name);
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.empty())) {
      for (int k = 0; k < count; k++) {
        writer.append(picture(k).pixels());
      }
      writer.commit();
    }
    return file;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ExploreJob job(List<Path> files) {
    return new ExploreJob(
        files,
        folder.resolve("session"),
        0,
        5,
        "test",
        (classes, output, list) -> "select " + classes + " " + list);
  }

  private static Image picture(int kind) {
    Image image = Image.square(BOX);
    for (int p = 0; p < image.pixels().length; p++) {
      double x = p % BOX - 16.0;
      double y = p / BOX - 16.0;
      image.pixels()[p] = (float) Math.exp(-(x * x / (8 + 9 * kind) + y * y / 30));
    }
    return image;
  }

  private HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return call(HttpRequest.newBuilder(URI.create(server.address() + path)));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return call(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> upload(String name, Path file) throws Exception {
    return call(
        HttpRequest.newBuilder(URI.create(server.address() + "api/upload?name=" + name))
            .POST(HttpRequest.BodyPublishers.ofFile(file)));
  }

  private JsonNode state() throws Exception {
    return JSON.readTree(get("api/state").body());
  }

  @Test
  void thePageIsServedWithAPolicyThatLetsNothingElseIn() throws Exception {
    HttpResponse<String> page = get("");
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
    assertFalse(page.body().contains("://"), "the page names another place");
    assertEquals(4, state().path("averages").size());
  }

  @Test
  void withoutTheWordNobodyIsLetIn() throws Exception {
    String root = server.address().replaceFirst("(://[^/]*/).*", "$1");
    for (String path : List.of("", "api/state", "wrong/api/state", "index.html")) {
      HttpResponse<String> answer = call(HttpRequest.newBuilder(URI.create(root + path)));
      assertEquals(403, answer.statusCode(), path);
      assertFalse(answer.body().contains("averages"));
    }
  }

  /** A foreign page in the same browser, and a name that was made to lead here. */
  @Test
  void foreignOriginsAndHostsAreRefused() throws Exception {
    HttpResponse<String> foreign =
        call(
            HttpRequest.newBuilder(URI.create(server.address() + "api/state"))
                .header("Origin", "http://example.org"));
    assertEquals(403, foreign.statusCode());
    assertTrue(raw("evil.example.org:80", "api/state").startsWith("HTTP/1.1 403"));
    int port = URI.create(server.address()).getPort();
    assertTrue(raw("127.0.0.1:" + port, "api/state").startsWith("HTTP/1.1 200"));
  }

  private String raw(String host, String path) throws Exception {
    URI address = URI.create(server.address());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      String request =
          "GET "
              + address.getPath()
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void otherAddressesOfThisMachineAreClosed() throws Exception {
    int port = URI.create(server.address()).getPort();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          boolean open;
          try (Socket socket = new Socket(address, port)) {
            open = socket.isConnected();
          } catch (IOException e) {
            open = false;
          }
          assertFalse(open, "open at " + address);
        }
      }
    }
  }

  @Test
  void namesOfFilesDoNotLeaveTheSession() throws Exception {
    HttpResponse<String> answer = upload("..%2F..%2Fescaped.mrcs", stack);
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(Files.exists(folder.resolve("session/files/escaped.mrcs")));
    assertFalse(Files.exists(folder.resolve("escaped.mrcs")));
    assertEquals(8, state().path("averages").size());
    for (String name : List.of("", "..", ".hidden", "a%00b")) {
      assertEquals(400, post("api/upload?name=" + name, "x").statusCode(), name);
    }
    assertEquals(404, get("..%2F..%2Fetc%2Fpasswd").statusCode());
    post("api/choose", "{\"chosen\":[0]}");
    assertEquals(400, post("api/write", "{\"name\":\"../out\"}").statusCode());
    assertEquals(400, post("api/write", "{\"name\":\"\"}").statusCode());
  }

  /** In the session that wrote the first, and in one that goes on with it. */
  @Test
  void aFileOfTheSameNameTakesThePlaceOfTheFirst() throws Exception {
    upload("a.mrcs", stack("other.mrcs", 2));
    post("api/choose", "{\"chosen\":[5]}");
    upload("a.mrcs", stack("other.mrcs", 3));
    assertEquals(2, state().path("files").size());
    assertEquals(7, state().path("averages").size());
    assertEquals(0, state().path("chosen").size());
    post("api/session", "{}");
    server.close();
    server = job(List.of()).start(Progress.silent());
    upload("a.mrcs", stack("other.mrcs", 1));
    assertEquals(2, state().path("files").size());
    assertEquals(5, state().path("averages").size());
    try (Stream<Path> kept = Files.list(folder.resolve("session/files"))) {
      assertEquals(1, kept.count());
    }
  }

  /** Two tiles of one view, of which the user left one. */
  @Test
  void aViewIsFoundElsewhereInItsPicture() throws Exception {
    BufferedImage sheet = new BufferedImage(260, 140, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < 260 * 140; p++) {
      int column = p % 260 % 120 - 15;
      int row = p / 260 - 25;
      boolean tile = p % 260 < 240 && column >= 0 && column < 96 && row >= 0 && row < 96;
      int level = tile ? 40 + (int) (180 * picture(1).at(row / 3, column / 3)) : 255;
      sheet.getRaster().setSample(p % 260, p / 260, 0, level + (tile ? (row + 3 * column) % 5 : 0));
    }
    Path file = folder.resolve("sheet.png");
    ImageIO.write(sheet, "png", file.toFile());
    server.close();
    server = job(List.of(file)).start(Progress.silent());
    JsonNode left = state().path("averages").get(0);
    assertEquals(2, state().path("averages").size());
    String box = "{\"x\":15,\"y\":25,\"width\":96,\"height\":96}";
    assertEquals(15, left.path("x").asInt());
    assertEquals(25, left.path("y").asInt());
    assertEquals(96, left.path("width").asInt());
    post("api/squares", "{\"file\":0,\"page\":1,\"boxes\":[" + box + "]}");
    assertEquals(1, state().path("averages").size());
    HttpResponse<String> found = post("api/find", "{\"id\":0,\"file\":0,\"page\":1}");
    assertEquals(1, JSON.readTree(found.body()).path("added").asInt(), found.body());
    JsonNode right = state().path("averages").get(1);
    assertEquals(135, right.path("x").asInt(), 3);
    assertEquals(25, right.path("y").asInt(), 3);
    assertEquals(96, right.path("width").asInt(), 12);
  }

  @Test
  void whatIsMissingIsNamedByItsKind() throws Exception {
    assertTrue(get("api/picture?file=7").body().contains("no file 7 among 1"));
    assertTrue(get("api/average?id=9").body().contains("no average 9 among 4"));
  }

  @Test
  void brokenRequestsGiveASentence() throws Exception {
    for (String path :
        List.of(
            "api/average?id=99",
            "api/average?id=x",
            "api/pair?a=0&b=1",
            "api/picture?file=7",
            "api/export?name=../session.json",
            "api/displacement?a=0&b=1&block=0")) {
      HttpResponse<String> answer = get(path);
      assertEquals(400, answer.statusCode(), path);
      assertTrue(JSON.readTree(answer.body()).path("error").asText().length() > 10, path);
    }
    assertEquals(400, post("api/analyse", "no JSON").statusCode());
    assertEquals(400, post("api/upload?name=a.png", "no picture").statusCode());
    assertEquals(200, get("api/state").statusCode());
  }

  @Test
  void chosenAveragesAreWritten() throws Exception {
    post("api/choose", "{\"chosen\":[3,1]}");
    HttpResponse<String> written = post("api/write", "{\"name\":\"good\"}");
    assertEquals(200, written.statusCode(), written.body());
    Path out = folder.resolve("session/chosen/good/averages.mrcs");
    try (MrcFile averages = MrcFile.open(out)) {
      assertEquals(2, averages.size());
      assertEquals(picture(1).at(16, 20), averages.read(0).at(16, 20), 1e-6);
    }
    assertEquals(400, post("api/write", "{\"name\":\"good\"}").statusCode());
  }

  @Test
  void aSessionGoesOn() throws Exception {
    post("api/choose", "{\"chosen\":[2]}");
    assertEquals(200, post("api/session", "{\"sort\":\"quality\"}").statusCode());
    server.close();
    server = job(List.of()).start(Progress.silent());
    JsonNode state = state();
    assertEquals(4, state.path("averages").size());
    assertEquals("[2]", state.path("chosen").toString());
    assertEquals("quality", JSON.readTree(get("api/session").body()).path("sort").asText());
  }

  /** What a page kept of other files says nothing of these. */
  @Test
  void aNewSessionInAnOldFolderBeginsAfresh() throws Exception {
    post("api/session", "{\"sort\":\"quality\"}");
    assertEquals("{\"sort\":\"quality\"}", get("api/session").body());
    server.close();
    server = job(List.of(stack("other.mrcs", 2))).start(Progress.silent());
    assertEquals("{}", get("api/session").body());
  }

  /** Group, members and threshold of the last average in the table of groups. */
  private String groupOfTheLast(String query) throws Exception {
    String[] lines = get("api/export?name=groups.csv" + query).body().split("\\R");
    return lines[lines.length - 1].replaceFirst("^[^,]*,[^,]*,", "");
  }

  /** Events tell of the comparison; its scores come as numbers. */
  @Test
  void comparisonsTellHowFarTheyAre() throws Exception {
    HttpResponse<Stream<String>> events =
        client.send(
            HttpRequest.newBuilder(URI.create(server.address() + "api/events")).build(),
            HttpResponse.BodyHandlers.ofLines());
    post("api/analyse", "{\"mirror\":true}");
    assertTrue(events.body().anyMatch(line -> line.equals("event: compared")));
    JsonNode found = state().path("found");
    assertEquals(3, found.path("joints").size());
    assertEquals(4, found.path("order").size());
    HttpResponse<byte[]> matrix =
        client.send(
            HttpRequest.newBuilder(URI.create(server.address() + "api/matrix")).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(64, matrix.body().length);
    JsonNode pair = JSON.readTree(get("api/pair?a=0&b=1").body());
    assertTrue(pair.path("score").asDouble() > 0.3);
    JsonNode field = JSON.readTree(get("api/displacement?a=0&b=1&block=8&step=4").body());
    assertEquals(
        field.path("columns").asInt() * field.path("rows").asInt(), field.path("vectors").size());
    assertTrue(get("api/export?name=matrix.csv").body().startsWith("average,classes.mrcs#1"));
    assertEquals("1,4,-1.0000", groupOfTheLast("&threshold=-1"));
    assertEquals("4,1,1.0000", groupOfTheLast("&threshold=1"));
    assertTrue(
        groupOfTheLast("")
            .endsWith(String.format(Locale.ROOT, ",%.4f", found.path("threshold").asDouble())));
    assertEquals(400, get("api/export?name=groups.csv&threshold=2").statusCode());
  }
}
