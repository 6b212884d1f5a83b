package org.cryoudl.report.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/** Style, scripts and drawing library of a page, from the class path. */
final class PageResources {

  private static final String PLOTLY = "plotly.js-dist";

  private PageResources() {}

  /** One of our own files, as text. */
  static String text(String name) {
    return new String(read("/org/cryoudl/report/" + name), StandardCharsets.UTF_8);
  }

  /** The drawing library, packed. */
  static String plotly() {
    Properties artifact = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars.npm/" + PLOTLY + "/pom.properties")) {
      artifact.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = artifact.getProperty("version");
    return packed(read("/META-INF/resources/webjars/" + PLOTLY + "/" + version + "/plotly.js"));
  }

  /** Bytes as the page's script unpacks them: gzip, then base64. */
  static String packed(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(compressed.toByteArray());
  }

  private static byte[] read(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = PageResources.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is missing from the class path");
    }
    return in;
  }
}
