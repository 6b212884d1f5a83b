package org.cryoudl.pipeline.benchmark.programs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.pipeline.benchmark.record.PreparedSet;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What one method's run took, kept beside what it wrote, so that a benchmark that was interrupted
 * does not run it again.
 *
 * @param program name and version of the benchmark that measured it
 * @param particles SHA-256 of the metadata of the particles
 * @param command the command line
 * @param wallSeconds from start to end
 * @param cpuSeconds of all threads; null if the system did not report it
 * @param peakBytes largest resident set; null if the system did not report it
 */
public record MeasuredRun(
    String program,
    String particles,
    String command,
    double wallSeconds,
    @Nullable Double cpuSeconds,
    @Nullable Long peakBytes) {

  private static final String FILE = "measured.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public static MeasuredRun of(String program, PreparedSet set, String command, Usage usage) {
    return new MeasuredRun(
        program,
        fingerprint(set),
        command,
        usage.wallSeconds(),
        usage.cpuSeconds().isPresent() ? usage.cpuSeconds().getAsDouble() : null,
        usage.peakBytes().isPresent() ? usage.peakBytes().getAsLong() : null);
  }

  /** Writes the figures into the folder of what was run. */
  public void write(Path folder) {
    AtomicOutput.writeText(folder.resolve(FILE), RecordJson.text(this));
  }

  /**
   * The figures of the same command of the same program on the same particles, if they were written
   * there.
   */
  public static Optional<Usage> find(Path folder, String program, PreparedSet set, String command) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    MeasuredRun run;
    try {
      run = JSON.readValue(file.toFile(), MeasuredRun.class);
    } catch (IOException e) {
      return Optional.empty(); // not readable: measured once more
    }
    boolean same =
        program.equals(run.program)
            && command.equals(run.command)
            && fingerprint(set).equals(run.particles);
    return same ? Optional.of(run.usage()) : Optional.empty();
  }

  private Usage usage() {
    return new Usage(
        0,
        wallSeconds,
        cpuSeconds == null ? OptionalDouble.empty() : OptionalDouble.of(cpuSeconds),
        peakBytes == null ? OptionalLong.empty() : OptionalLong.of(peakBytes));
  }

  private static String fingerprint(PreparedSet set) {
    try {
      byte[] text = Files.readAllBytes(set.particles());
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + set.particles() + ": " + AtomicOutput.reason(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
