package org.cryoudl.io.particles;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.stack.StackOpener;

/**
 * How a particle set is opened.
 *
 * @param projectFolder the folder that stack names are relative to, if the user names one
 * @param workingFolder the folder the program runs in
 * @param opener opens one stack
 * @param rescaler brings images of different pixel sizes or boxes to one, if that is wanted
 * @param passthrough files of a cryoSPARC job that hold what its particles' own file lacks; if
 *     empty, they are looked for beside it
 * @param allowances what a use does without or takes as it is
 */
public record ParticleSetOptions(
    Optional<Path> projectFolder,
    Path workingFolder,
    StackOpener opener,
    Optional<ImageRescaler> rescaler,
    List<Path> passthrough,
    Set<Allowance> allowances) {

  /** What is refused or left out unless a use of particles allows it. */
  public enum Allowance {
    /** Stacks need not be there: only metadata are read. */
    NO_IMAGES,
    /** Images may differ in pixel size and are taken as they are, without being rescaled. */
    MIXED_PIXEL_SIZES,
    /** Images that an XMD file disables are particles too. */
    DISABLED_IMAGES,
    /** A CTF that no microscope has counts as unknown, for a use that needs none. */
    IMPOSSIBLE_CTF
  }

  public ParticleSetOptions {
    passthrough = List.copyOf(passthrough);
    allowances = Set.copyOf(allowances);
  }

  /** MRC stacks, found from the folder the program runs in and from the metadata's. */
  public static final ParticleSetOptions DEFAULT =
      new ParticleSetOptions(
          Optional.empty(), Path.of(""), MrcFile::open, Optional.empty(), List.of(), Set.of());

  /** Whether something is allowed. */
  public boolean allows(Allowance one) {
    return allowances.contains(one);
  }

  /** These options with another way to open stacks, for instance with bytes read unsigned. */
  public ParticleSetOptions opening(StackOpener stackOpener) {
    return new ParticleSetOptions(
        projectFolder, workingFolder, stackOpener, rescaler, passthrough, allowances);
  }

  /** These options with the folder that stack names are relative to. */
  public ParticleSetOptions inProject(Path folder) {
    return new ParticleSetOptions(
        Optional.of(folder), workingFolder, opener, rescaler, passthrough, allowances);
  }

  /** These options as if the program ran in {@code folder}. */
  public ParticleSetOptions runningIn(Path folder) {
    return new ParticleSetOptions(projectFolder, folder, opener, rescaler, passthrough, allowances);
  }

  /** These options for metadata whose stacks need not be there. */
  public ParticleSetOptions withoutImages() {
    return rescaledBy(Optional.empty())
        .allowing(Allowance.NO_IMAGES)
        .allowing(Allowance.MIXED_PIXEL_SIZES);
  }

  /** These options for a use in which every image keeps its own pixel size. */
  public ParticleSetOptions allowingMixedPixelSizes() {
    return allowing(Allowance.MIXED_PIXEL_SIZES);
  }

  /** These options for a use that passes on what an XMD file disables. */
  public ParticleSetOptions keepingDisabled() {
    return allowing(Allowance.DISABLED_IMAGES);
  }

  /** These options for a use that needs one pixel size and one box. */
  public ParticleSetOptions rescaling(ImageRescaler toOne) {
    return rescaledBy(Optional.of(toOne));
  }

  /** These options for a use that needs no CTF, whatever the metadata say of it. */
  public ParticleSetOptions leavingImpossibleCtfsOut() {
    return allowing(Allowance.IMPOSSIBLE_CTF);
  }

  /** These options with files that complete the particles of a cryoSPARC job. */
  public ParticleSetOptions completedBy(List<Path> files) {
    return new ParticleSetOptions(
        projectFolder, workingFolder, opener, rescaler, files, allowances);
  }

  private ParticleSetOptions rescaledBy(Optional<ImageRescaler> given) {
    return new ParticleSetOptions(
        projectFolder, workingFolder, opener, given, passthrough, allowances);
  }

  private ParticleSetOptions allowing(Allowance one) {
    Set<Allowance> more = EnumSet.of(one);
    more.addAll(allowances);
    return new ParticleSetOptions(
        projectFolder, workingFolder, opener, rescaler, passthrough, more);
  }
}
