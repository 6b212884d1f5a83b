package org.cryoudl.io.csv;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;

/**
 * Reads comma-separated values (RFC 4180) as {@link CsvWriter} and others write them. White space
 * around cells and empty lines do not count.
 */
public final class CsvReader {

  private static final CsvMapper CSV =
      CsvMapper.csvBuilder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private CsvReader() {}

  /**
   * A line of a file.
   *
   * @param number in the file, from 1; of a line with line ends in its cells the first
   * @param cells at least one
   */
  public record Line(int number, List<String> cells) {}

  /**
   * All lines that are not empty, the header among them.
   *
   * @param what the file should be, for the message
   * @throws DataException if there is no such file, it is not text, or a quote is left open
   */
  public static List<Line> read(Path file, String what) {
    List<Line> lines = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file);
        JsonParser parser = CSV.createParser(withoutMark(in))) {
      parser.nextToken(); // the beginning of all
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        List<String> cells = new ArrayList<>();
        int number = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          number = number == 0 ? parser.currentTokenLocation().getLineNr() : number;
          cells.add(FormulaGuard.original(parser.getText()));
        }
        lines.add(new Line(number, List.copyOf(cells)));
      }
      return lines;
    } catch (NoSuchFileException e) {
      throw new DataException("there is no file " + file + "; name a CSV file of " + what, e);
    } catch (CharacterCodingException e) {
      throw new DataException(file + " is not text; name a CSV file of " + what, e);
    } catch (JsonProcessingException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s, line %d is no line of CSV: %s",
              file,
              e.getLocation() == null ? lines.size() + 1 : e.getLocation().getLineNr(),
              e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  /** Without the byte order mark that some programs put first. */
  private static BufferedReader withoutMark(BufferedReader in) throws IOException {
    in.mark(1);
    if (in.read() != '\uFEFF') {
      in.reset();
    }
    return in;
  }
}
