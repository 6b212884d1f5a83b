package org.cryoudl.cli.images;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.cli.options.PixelSizeOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that make images of images have in common. */
final class ImageOptions {

  @Parameters(
      paramLabel = "IN",
      description =
          "A stack, a micrograph or a volume (.mrc, .mrcs), or metadata of particles (.star, .xmd,"
              + " .cs).")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write: .mrcs for a stack, .mrc for one image or a volume.")
  private Path output;

  @Mixin private PixelSizeOption pixelSize;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Option(names = "--overwrite", description = "Replace OUT if it is there.")
  private boolean overwrite;

  Path input() {
    return input;
  }

  Path output() {
    return output;
  }

  OptionalDouble pixelSize() {
    return pixelSize.given();
  }

  Optional<Path> projectFolder() {
    return Optional.ofNullable(projectFolder);
  }

  boolean overwrite() {
    return overwrite;
  }

  /** What is said at the end: 12 images in out.mrcs. */
  String written(int images) {
    return output
        + " holds "
        + String.format(Locale.ROOT, "%d image%s", images, images == 1 ? "" : "s");
  }
}
