package org.cryoudl.io.cryosparc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;

/**
 * A result group of cryoSPARC (.csg): a YAML file that names, for each result of a group of
 * particles (blob, ctf, alignments2D and others), the .cs file that holds it. A name that begins
 * with {@code >} is relative to the .csg file.
 *
 * @param files the file of each result, in the group's order
 */
public record ResultGroup(Map<String, Path> files) {

  /** Larger files are no groups; the parser takes long for some of them. */
  private static final long MOST_BYTES = 1 << 18;

  private static final String HERE = ">";
  private static final ObjectMapper YAML = new YAMLMapper();

  public ResultGroup {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /**
   * Reads a group of particles.
   *
   * @throws DataException if the file is missing, no group, or a group of something else
   */
  public static ResultGroup read(Path csg) {
    JsonNode all = tree(csg);
    String type = all.path("group").path("type").asText("");
    if (!type.isEmpty() && !type.equals("particle")) {
      throw new DataException(csg + " is a group of the type " + type + ", not of particles");
    }
    Map<String, Path> files = new LinkedHashMap<>();
    all.path("results")
        .fields()
        .forEachRemaining(
            result -> {
              String name = result.getValue().path("metafile").asText("");
              String plain = name.startsWith(HERE) ? name.substring(HERE.length()) : name;
              if (plain.isEmpty() || plain.indexOf('\0') >= 0) {
                throw new DataException(
                    csg + ": the result " + result.getKey() + " names no metafile");
              }
              files.put(result.getKey(), csg.resolveSibling(plain));
            });
    if (files.isEmpty()) {
      throw new DataException(csg + " names no results, so it is no result group of cryoSPARC");
    }
    return new ResultGroup(files);
  }

  private static JsonNode tree(Path csg) {
    try {
      if (Files.size(csg) > MOST_BYTES) {
        throw new DataException(
            csg + " holds " + Files.size(csg) + " bytes; a result group has at most " + MOST_BYTES);
      }
      JsonNode all = YAML.readTree(Files.readString(csg));
      return all == null ? YAML.missingNode() : all;
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new DataException(csg + ", line " + line + ": this is no YAML", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + csg + ": " + AtomicOutput.reason(e), e);
    }
  }

  /**
   * Writes a group whose results all stand in one file beside it.
   *
   * @param csg the file to write
   * @param table the file's name, in the folder of the group
   * @param fields names of the table's fields, such as {@code ctf/cs_mm}; each part before a stroke
   *     is a result
   * @param particles rows of the table
   */
  public static void write(Path csg, String table, Collection<String> fields, int particles) {
    Set<String> results = new TreeSet<>();
    for (String field : fields) {
      int stroke = field.indexOf('/');
      if (stroke > 0) {
        results.add(field.substring(0, stroke));
      }
    }
    StringBuilder text =
        new StringBuilder(
            "created: '"
                + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                + "'\n"
                + """
                group:
                  description: Particles with their poses and classes, by CryoUDL
                  name: particles
                  title: Particles of CryoUDL
                  type: particle
                results:
                """);
    for (String result : results) {
      text.append("  ").append(result).append(":\n");
      text.append("    metafile: '").append(HERE).append(table).append("'\n");
      text.append("    num_items: ").append(particles).append('\n');
      text.append("    type: particle.").append(result).append('\n');
    }
    AtomicOutput.writeText(csg, text.append("version: v4.0.0\n").toString());
  }
}
