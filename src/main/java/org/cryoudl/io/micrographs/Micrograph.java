package org.cryoudl.io.micrographs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.metadata.CtfParameters;

/**
 * What is known of a micrograph.
 *
 * @param name as metadata name it
 * @param file where it lies
 * @param pixelSizeAngstroms pixel size in A, if known
 * @param ctf its CTF, if known
 * @param microscope what is known of the CTF without a defocus: voltage, Cs and amplitude contrast,
 *     the rest 0
 * @param figureOfMerit correlation of the measured spectrum with the CTF, if known
 * @param maxResolutionAngstroms how far the CTF is seen in A, if known
 */
public record Micrograph(
    String name,
    Path file,
    OptionalDouble pixelSizeAngstroms,
    Optional<CtfParameters> ctf,
    Optional<CtfParameters> microscope,
    OptionalDouble figureOfMerit,
    OptionalDouble maxResolutionAngstroms) {

  /** A micrograph of which only the file is known, and the pixel size of its header. */
  public static Micrograph ofFile(Path file, OptionalDouble pixelSizeAngstroms) {
    return new Micrograph(
        file.toString(),
        file,
        pixelSizeAngstroms,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** The same with another pixel size. */
  public Micrograph withPixelSize(double angstroms) {
    return new Micrograph(
        name,
        file,
        OptionalDouble.of(angstroms),
        ctf,
        microscope,
        figureOfMerit,
        maxResolutionAngstroms);
  }

  /** The same with what was found about its CTF. */
  public Micrograph withCtf(CtfParameters found, double merit, double resolutionAngstroms) {
    return new Micrograph(
        name,
        file,
        pixelSizeAngstroms,
        Optional.of(found),
        Optional.of(found),
        OptionalDouble.of(merit),
        OptionalDouble.of(resolutionAngstroms));
  }

  /** The file's name without folder and ending. */
  public String rootName() {
    String last = file.getFileName().toString();
    int dot = last.lastIndexOf('.');
    return dot > 0 ? last.substring(0, dot) : last;
  }
}
