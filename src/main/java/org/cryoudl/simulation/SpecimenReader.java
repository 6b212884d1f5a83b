package org.cryoudl.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.AtomicOutput;

/** Reads specimens from YAML; keys are the records' component names in snake_case. */
public final class SpecimenReader {

  private static final ObjectMapper MAPPER =
      new ObjectMapper(new YAMLFactory())
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private SpecimenReader() {}

  /**
   * Reads one specimen.
   *
   * @throws DataException if the file cannot be read, is not YAML, holds an unknown key or a value
   *     out of range; the message names the file, the line and the key
   */
  public static Specimen read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new DataException(
          "cannot read the specimen " + file + ": " + AtomicOutput.reason(e), e);
    }
    try {
      Specimen specimen = MAPPER.readValue(text, Specimen.class);
      if (specimen == null) {
        throw new DataException("the specimen " + file + " is empty; it must hold name and parts");
      }
      return specimen;
    } catch (JsonProcessingException e) {
      throw new DataException(place(file, e) + ": " + explain(e), e);
    }
  }

  private static String place(Path file, JsonProcessingException e) {
    return e.getLocation() == null
        ? file.toString()
        : file + " line " + e.getLocation().getLineNr();
  }

  private static String explain(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown key %s; known here are %s"
          .formatted(unknown.getPropertyName(), new TreeSet<>(unknown.getKnownPropertyIds()));
    }
    if (e instanceof JsonMappingException && e.getCause() instanceof IllegalArgumentException bad) {
      return bad.getMessage();
    }
    return e.getOriginalMessage().lines().findFirst().orElse("not a valid specimen");
  }
}
