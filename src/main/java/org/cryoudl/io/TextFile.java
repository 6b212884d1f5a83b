package org.cryoudl.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;

/** Small files of text in UTF-8. */
public final class TextFile {

  private TextFile() {}

  /**
   * All of a file.
   *
   * @throws DataException if it is no text in UTF-8
   * @throws EnvironmentException if it cannot be read
   */
  public static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new DataException(file + " is no text in UTF-8; it is damaged or of another kind", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }
}
