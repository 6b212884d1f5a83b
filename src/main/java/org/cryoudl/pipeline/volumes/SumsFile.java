package org.cryoudl.pipeline.volumes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.cryoudl.volume.Backprojection;

/**
 * Sums of a reconstruction in a file: a mark, the number of the particle that comes next, how many
 * sums, their box, the sums, and a checksum of all before it.
 */
final class SumsFile {

  private static final int MARK = 0x43555632; // CUV2
  private static final int BUFFER = 1 << 20;

  private SumsFile() {}

  /** Size of such a file, all but the few bytes beside the sums. */
  static long bytes(List<Backprojection> sums) {
    return sums.stream().mapToLong(Backprojection::bytes).sum();
  }

  static void write(Path file, int next, List<Backprojection> sums) throws IOException {
    CRC32 crc = new CRC32();
    try (DataOutputStream out =
        new DataOutputStream(
            new CheckedOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file), BUFFER), crc))) {
      out.writeInt(MARK);
      out.writeInt(next);
      out.writeInt(sums.size());
      out.writeInt(sums.get(0).box());
      for (Backprojection each : sums) {
        each.write(out);
      }
      out.writeLong(crc.getValue());
    }
  }

  /**
   * Adds what a file holds to sums.
   *
   * @return the particle that comes next
   * @throws IOException if the file is missing, damaged, or holds sums of another kind; then the
   *     sums are of no use
   */
  static int addTo(List<Backprojection> sums, Path file) throws IOException {
    CRC32 crc = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER), crc))) {
      boolean known = in.readInt() == MARK;
      int next = in.readInt();
      if (!known || in.readInt() != sums.size() || in.readInt() != sums.get(0).box()) {
        throw new StreamCorruptedException("these are other sums");
      }
      for (Backprojection each : sums) {
        each.add(in);
      }
      long found = crc.getValue();
      if (in.readLong() != found) {
        throw new StreamCorruptedException("the checksum is another one");
      }
      return next;
    }
  }
}
