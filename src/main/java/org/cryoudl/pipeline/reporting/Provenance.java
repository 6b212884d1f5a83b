package org.cryoudl.pipeline.reporting;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.report.Section;
import org.cryoudl.report.block.Facts;
import org.cryoudl.report.block.Facts.Fact;
import org.cryoudl.training.run.DataFingerprint;

/** Where the figures of a report come from: what was typed, on which data, with which versions. */
public final class Provenance {

  private final List<Fact> facts = new ArrayList<>();

  /** Starts with what every run has. */
  public Provenance(String commandLine, String version) {
    with("Command", commandLine);
    with("Date", ZonedDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z")));
    with("CryoUDL", version);
  }

  /** Adds a fact. */
  public Provenance with(String name, String value) {
    facts.add(new Fact(name, value));
    return this;
  }

  /** Adds a stack and by what it is known again. */
  public Provenance withImages(Path file, ImageSource images) {
    with(
        "Particles",
        "%s: %d images of %d x %d pixels"
            .formatted(file, images.size(), images.width(), images.height()));
    return with("Fingerprint of the data", "SHA-256 " + DataFingerprint.of(images));
  }

  /** Adds a file and the checksum of its content. */
  public Provenance withFile(String name, Path file) {
    return with(name, file + ", SHA-256 " + checksum(file));
  }

  /** Ends with what the machine is. */
  public Section section() {
    with("Engine", TensorEngine.version());
    with("Java", System.getProperty("java.version"));
    with("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    with("Threads", Integer.toString(Parallelism.current().threads()));
    return Section.of("provenance", "Provenance", new Facts(facts));
  }

  private static String checksum(Path file) {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digested =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digested.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
