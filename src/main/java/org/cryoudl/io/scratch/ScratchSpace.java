package org.cryoudl.io.scratch;

import java.util.Optional;

/**
 * Where arrays are kept that are dear to work out and needed again and again: some in memory, the
 * others in a file. What is in the file may get lost at any time; then it has to be worked out
 * again.
 */
public interface ScratchSpace {

  /** Memory that the arrays may take; a limited part, so that the machine is left to others. */
  long memoryBytes();

  /**
   * Room for arrays of one length that memory does not hold.
   *
   * @param count how many arrays
   * @param floats numbers in each
   * @return nothing if there is no room to spare
   */
  Optional<ScratchFile> file(int count, int floats);

  /** Memory of the usual size and no files. */
  static ScratchSpace memoryOnly() {
    return memoryOnly(MemoryShare.bytes(Runtime.getRuntime().maxMemory()));
  }

  /** So much memory and no files. */
  static ScratchSpace memoryOnly(long bytes) {
    return new MemoryOnly(bytes);
  }

  /** Memory and no files. */
  record MemoryOnly(long memoryBytes) implements ScratchSpace {

    @Override
    public Optional<ScratchFile> file(int count, int floats) {
      return Optional.empty();
    }
  }
}
