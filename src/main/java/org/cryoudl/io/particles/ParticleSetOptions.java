package org.cryoudl.io.particles;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.stack.StackOpener;

/**
 * How a particle set is opened.
 *
 * @param projectFolder the folder that stack names are relative to, if the user names one
 * @param workingFolder the folder the program runs in
 * @param opener opens one stack
 * @param imagesNeeded whether the stacks must be there; if not, only metadata are read
 * @param mixedPixelSizesAllowed whether images may differ in pixel size and are taken as they are;
 *     if not, such a set is refused, unless it is rescaled
 * @param rescaler brings images of different pixel sizes or boxes to one, if that is wanted
 * @param disabledKept whether images that an XMD file disables are particles too; if not, they are
 *     left out
 * @param impossibleCtfLeftOut whether a CTF that no microscope has counts as unknown, for a use
 *     that needs none; if not, asking for it is refused
 * @param passthrough files of a cryoSPARC job that hold what its particles' own file lacks; if
 *     empty, they are looked for beside it
 */
public record ParticleSetOptions(
    Optional<Path> projectFolder,
    Path workingFolder,
    StackOpener opener,
    boolean imagesNeeded,
    boolean mixedPixelSizesAllowed,
    Optional<ImageRescaler> rescaler,
    boolean disabledKept,
    boolean impossibleCtfLeftOut,
    List<Path> passthrough) {

  public ParticleSetOptions {
    passthrough = List.copyOf(passthrough);
  }

  /** MRC stacks, found from the folder the program runs in and from the metadata's. */
  public static final ParticleSetOptions DEFAULT =
      new ParticleSetOptions(
          Optional.empty(),
          Path.of(""),
          MrcFile::open,
          true,
          false,
          Optional.empty(),
          false,
          false,
          List.of());

  /** These options with another way to open stacks, for instance with bytes read unsigned. */
  public ParticleSetOptions opening(StackOpener stackOpener) {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        stackOpener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        rescaler,
        disabledKept,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options with the folder that stack names are relative to. */
  public ParticleSetOptions inProject(Path folder) {
    return new ParticleSetOptions(
        Optional.of(folder),
        workingFolder,
        opener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        rescaler,
        disabledKept,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options as if the program ran in {@code folder}. */
  public ParticleSetOptions runningIn(Path folder) {
    return new ParticleSetOptions(
        projectFolder,
        folder,
        opener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        rescaler,
        disabledKept,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options for metadata whose stacks need not be there. */
  public ParticleSetOptions withoutImages() {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        opener,
        false,
        true,
        Optional.empty(),
        disabledKept,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options for a use in which every image keeps its own pixel size. */
  public ParticleSetOptions allowingMixedPixelSizes() {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        opener,
        imagesNeeded,
        true,
        rescaler,
        disabledKept,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options for a use that passes on what an XMD file disables. */
  public ParticleSetOptions keepingDisabled() {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        opener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        rescaler,
        true,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options for a use that needs one pixel size and one box. */
  public ParticleSetOptions rescaling(ImageRescaler toOne) {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        opener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        Optional.of(toOne),
        disabledKept,
        impossibleCtfLeftOut,
        passthrough);
  }

  /** These options for a use that needs no CTF, whatever the metadata say of it. */
  public ParticleSetOptions leavingImpossibleCtfsOut() {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        opener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        rescaler,
        disabledKept,
        true,
        passthrough);
  }

  /** These options with files that complete the particles of a cryoSPARC job. */
  public ParticleSetOptions completedBy(List<Path> files) {
    return new ParticleSetOptions(
        projectFolder,
        workingFolder,
        opener,
        imagesNeeded,
        mixedPixelSizesAllowed,
        rescaler,
        disabledKept,
        impossibleCtfLeftOut,
        files);
  }
}
