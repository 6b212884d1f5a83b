package org.cryoudl.pipeline.reporting;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.model.ShippedModel;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.model.ModelChoice;
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
    DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);
    with("Date", ZonedDateTime.now(ZoneId.systemDefault()).format(format));
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
        String.format(
            Locale.ROOT,
            "%s: %d images of %d x %d pixels",
            file,
            images.size(),
            images.width(),
            images.height()));
    return with("Fingerprint of the data", "SHA-256 " + DataFingerprint.of(images));
  }

  /** Adds a file and the checksum of its content. */
  public Provenance withFile(String name, Path file) {
    return with(name, file + ", SHA-256 " + checksum(file));
  }

  /** Adds what a result rests on. */
  public Provenance withAssumptions(List<Assumption> assumptions) {
    assumptions.forEach(
        each -> with((each.isDoubtful() ? "Doubtful: " : "Taken: ") + each.what(), each.why()));
    return this;
  }

  /** Adds the network and the checksum of its file. */
  public Provenance withModel(String name, ModelChoice model) {
    return model.file().isPresent()
        ? withFile("Model " + name, model.file().get())
        : with(
            "Model " + name,
            model.label()
                + ", SHA-256 "
                + HexFormat.of().formatHex(sha256().digest(ShippedModel.bytes())));
  }

  /** Ends with what the machine is, and the engine that networks run in. */
  public Section section() {
    with("Engine", TensorEngine.version());
    return sectionWithoutNetwork();
  }

  /** Ends with what the machine is, where no network took part. */
  public Section sectionWithoutNetwork() {
    with("Java", System.getProperty("java.version"));
    with("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    with("Threads", Integer.toString(Parallelism.current().threads()));
    return Section.of("provenance", "Provenance", new Facts(facts));
  }

  private static String checksum(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digested = new DigestInputStream(in, digest)) {
      digested.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
