package org.cryoudl.io.star;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;

/**
 * The tables of a STAR file (Hall, J. Chem. Inf. Comput. Sci. 31, 326, 1991) in the dialect of
 * RELION and XMIPP: one row a line. Blocks may come in any order; a block may hold single values,
 * loops, or both. Quotes, tabs, comments, CRLF and a missing last newline are read; multi-line
 * values and save frames are refused by name.
 *
 * @param file how messages name the file
 * @param version the number of RELION's comment {@code # version 30001}, if there is one
 * @param firstLine the first line, where XMIPP leaves its mark
 * @param tables all tables in file order
 */
public record StarFile(String file, OptionalInt version, String firstLine, List<StarTable> tables) {

  public StarFile {
    tables = List.copyOf(tables);
  }

  /**
   * Reads a file.
   *
   * @throws DataException if the file is missing or breaks the format; file and line are named
   * @throws EnvironmentException if the file cannot be read
   */
  public static StarFile read(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return read(file.toString(), reader);
    } catch (NoSuchFileException e) {
      throw new DataException(file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new DataException(
          file + " is not a text file; STAR and XMD files hold text in UTF-8", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    } catch (UncheckedIOException e) {
      throw new EnvironmentException(
          "cannot read " + file + ": " + AtomicOutput.reason(Objects.requireNonNull(e.getCause())),
          e);
    }
  }

  /** Reads from text that messages call {@code name}. */
  public static StarFile read(String name, BufferedReader reader) throws IOException {
    StarParser parser = new StarParser(name);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      parser.accept(line);
    }
    return parser.finish();
  }

  /** The first table of the block called {@code data_block}. */
  public Optional<StarTable> table(String block) {
    return tables.stream().filter(table -> table.block().equals(block)).findFirst();
  }
}
