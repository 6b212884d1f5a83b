package org.cryoudl.io.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.jspecify.annotations.Nullable;

/** The records of a checkpoint's zip file. */
final class TorchArchive implements AutoCloseable {

  private static final String PICKLE = "data.pkl";
  private static final long MOST_PICKLE_BYTES = 1L << 26;
  private static final long MOST_STORAGE_BYTES = Integer.MAX_VALUE - 16;
  private static final int ZIP_START = 'P' << 24 | 'K' << 16 | 3 << 8 | 4;

  /** How a checkpoint of PyTorch before 1.6 begins: its magic number, pickled. */
  private static final int LEGACY_START = 0x80028a0a;

  private final Path file;
  private final ZipFile zip;
  private final String prefix;
  private final ByteOrder byteOrder;

  private TorchArchive(Path file, ZipFile zip, String prefix, ByteOrder byteOrder) {
    this.file = file;
    this.zip = zip;
    this.prefix = prefix;
    this.byteOrder = byteOrder;
  }

  /**
   * Opens a checkpoint.
   *
   * @throws UsageException if there is no such file
   * @throws DataException if it is no zip file or holds no pickle
   * @throws EnvironmentException if it cannot be read
   */
  static TorchArchive open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no checkpoint " + file);
    }
    ZipFile zip = null;
    try {
      requireZip(file);
      zip = new ZipFile(file.toFile());
      List<String> pickles =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
              .toList();
      if (pickles.size() != 1) {
        throw refused(
            file,
            String.format(
                Locale.ROOT,
                "it is a zip file with %d records data.pkl instead of 1",
                pickles.size()));
      }
      String prefix = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
      TorchArchive archive = new TorchArchive(file, zip, prefix, byteOrder(file, zip, prefix));
      zip = null;
      return archive;
    } catch (ZipException e) {
      throw refused(file, "its zip directory is cut off or damaged (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw unreadable(file, e);
    } finally {
      closeQuietly(zip);
    }
  }

  private static void requireZip(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(4);
    }
    int first = start.length < 4 ? 0 : ByteBuffer.wrap(start).getInt();
    if (first == LEGACY_START) {
      throw refused(
          file,
          "it is in the format of PyTorch before 1.6; load it there and write it again with"
              + " torch.save");
    }
    if (first != ZIP_START) {
      throw refused(file, "torch.save writes zip files, and it is none");
    }
  }

  private static ByteOrder byteOrder(Path file, ZipFile zip, String prefix) throws IOException {
    ZipEntry entry = zip.getEntry(prefix + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      String order = new String(in.readNBytes(16), StandardCharsets.US_ASCII).strip();
      return switch (order) {
        case "little" -> ByteOrder.LITTLE_ENDIAN;
        case "big" -> ByteOrder.BIG_ENDIAN;
        default ->
            throw refused(file, "its byte order is '" + order + "' instead of little or big");
      };
    }
  }

  /** The value that data.pkl makes. */
  Object unpickle() {
    ZipEntry entry = zip.getEntry(prefix + PICKLE);
    if (entry.getSize() > MOST_PICKLE_BYTES) {
      throw refused(
          String.format(
              Locale.ROOT,
              "its data.pkl takes %d bytes, more than any list of tensors needs",
              entry.getSize()));
    }
    try {
      return PickleReader.read(bytes(entry));
    } catch (PickleException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  /** The elements of a tensor, row-major. */
  float[] values(TorchTensor tensor) {
    String name = "data/" + tensor.key();
    ZipEntry entry = zip.getEntry(prefix + name);
    if (entry == null) {
      throw refused("it lacks the storage " + name);
    }
    // Divided, not multiplied: a checkpoint may state any size, and products of some wrap round.
    long held = entry.getSize() / tensor.type().bytes();
    boolean whole = entry.getSize() % tensor.type().bytes() == 0;
    if (!whole || held != tensor.storageSize() || entry.getSize() > MOST_STORAGE_BYTES) {
      throw refused(
          String.format(
              Locale.ROOT,
              "the storage %s takes %d bytes, but %d numbers of type %s take %d each",
              name,
              entry.getSize(),
              tensor.storageSize(),
              tensor.type().name(),
              tensor.type().bytes()));
    }
    return tensor.gather(ByteBuffer.wrap(bytes(entry)).order(byteOrder));
  }

  private byte[] bytes(ZipEntry entry) {
    if (entry.getMethod() != ZipEntry.STORED) {
      throw refused(
          "its record " + entry.getName() + " is compressed, which torch.save never does");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length != entry.getSize()) {
        throw refused(
            String.format(
                Locale.ROOT,
                "its record %s ends after %d of %d bytes",
                entry.getName(),
                bytes.length,
                entry.getSize()));
      }
      return bytes;
    } catch (ZipException e) {
      throw refused("its record " + entry.getName() + " is damaged (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  DataException refused(String why) {
    return refused(file, why);
  }

  private static DataException refused(Path file, String why) {
    return new DataException(file + " is not a usable PyTorch checkpoint: " + why);
  }

  /** Of a file that can be opened, what cannot be read is damaged. */
  private static CryoudlException unreadable(Path file, IOException e) {
    return e instanceof FileSystemException
        ? new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e)
        : refused(file, "it is cut off or damaged (" + AtomicOutput.reason(e) + ")");
  }

  private static void closeQuietly(@Nullable ZipFile zip) {
    if (zip != null) {
      try {
        zip.close();
      } catch (IOException e) {
        // Nothing was written, so nothing is lost.
        return;
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(zip);
  }
}
