package org.cryoudl.io.particles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.FileState;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.SameFile;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.ParticleSetOptions.Allowance;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.naming.MetadataAddress;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.particles.stack.RepeatedImages;
import org.cryoudl.io.particles.stack.StackImages;
import org.cryoudl.io.particles.stack.StackIndex;
import org.cryoudl.io.particles.table.BareParticles;
import org.cryoudl.io.particles.table.CtfPlausibility;
import org.cryoudl.io.particles.table.MetadataTable;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.particles.table.XmdParticles;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/**
 * Particle images with what is known about them, from a stack alone (.mrcs, .mrc), a RELION STAR
 * file (3.0, 3.1 and later), an XMIPP metadata file (.xmd) or a cryoSPARC file (.cs, .csg). Rows
 * keep the order of the file; numbers come in our units and RELION's pose convention, whatever the
 * file's. A block of a STAR or XMD file is addressed as {@code block@file.xmd}.
 */
public final class ParticleSet implements Particles, AutoCloseable {

  private final Path file;
  private final MetadataTable table;
  private final Optional<StackImages> stackImages;
  private final Optional<? extends ImageSource> images;
  private final Optional<StackIndex> index;
  private final StackResolver resolver;
  private final CtfPlausibility ctf;
  private final List<String> warnings = new ArrayList<>();
  private final boolean namesImagesAgain;
  private final List<FileState> fileStates = new ArrayList<>();
  private Optional<MixedPixelSizes> mixedPixelSizes = Optional.empty();
  private Optional<CommonPixels> commonPixels = Optional.empty();

  /**
   * @param state of the file before it was read
   */
  private ParticleSet(
      Path file,
      Optional<FileState> state,
      MetadataTable table,
      Optional<StackIndex> index,
      ParticleSetOptions options) {
    this.file = file;
    state.ifPresent(fileStates::add);
    fileStates.addAll(table.partners());
    this.table = table;
    this.index = index;
    resolver = new StackResolver(options.projectFolder(), options.workingFolder(), file);
    ctf = new CtfPlausibility(table, options.allows(Allowance.IMPOSSIBLE_CTF));
    for (Path stack : stacks()) {
      FileState.of(stack).ifPresent(fileStates::add);
    }
    stackImages = index.map(found -> new StackImages(found, options.opener(), table));
    try {
      if (options.rescaler().isPresent()) {
        commonPixels = stackImages.flatMap(this::commonPixels);
      }
      if (commonPixels.isEmpty()) {
        stackImages.ifPresent(StackImages::requireOneBox);
        noteMixedPixelSizes(options.allows(Allowance.MIXED_PIXEL_SIZES));
      }
      stackImages.ifPresent(found -> BoxOfMetadata.require(table, found, this::imageName));
      images =
          commonPixels.isPresent()
              ? stackImages.map(
                  found ->
                      new RescaledImages(
                          found, commonPixels.get(), options.rescaler().orElseThrow()))
              : stackImages;
      warnings.addAll(table.warnings());
      index.ifPresent(found -> warnings.addAll(found.warnings()));
      stackImages.ifPresent(found -> warnings.addAll(found.warnings()));
      ctf.zeros(file).ifPresent(warnings::add);
      Optional<RepeatedImages> repeated = RepeatedImages.of(table, index);
      repeated.ifPresent(found -> warnings.add(found.sentence(table)));
      namesImagesAgain = repeated.isPresent();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a set of particles; with images, every stack is found and its header looked at.
   *
   * @throws DataException if the file, a stack, or a row is missing or makes no sense
   */
  public static ParticleSet open(Path path, ParticleSetOptions options) {
    MetadataAddress address = MetadataAddress.of(path);
    Path file = address.file();
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          file
              + (Files.exists(file) ? " is not a file" : " does not exist")
              + "; name a file of"
              + " particles (.mrcs, .mrc, .star, .xmd, .cs or .csg)");
    }
    if (StackResolver.isMrcName(file.toString())) {
      return ofStack(file, options);
    }
    Optional<FileState> state = FileState.of(file);
    MetadataTable table =
        MetadataTable.read(
            file,
            address.block(),
            options.allows(Allowance.DISABLED_IMAGES),
            options.passthrough());
    StackResolver resolver =
        new StackResolver(options.projectFolder(), options.workingFolder(), file);
    Optional<StackIndex> index =
        options.allows(Allowance.NO_IMAGES)
            ? Optional.empty()
            : Optional.of(new StackIndex(table, resolver));
    return new ParticleSet(file, state, table, index, options);
  }

  private static ParticleSet ofStack(Path file, ParticleSetOptions options) {
    int size;
    try (ImageSource stack = options.opener().open(file)) {
      if (stack instanceof MrcFile mrc && mrc.isVolume()) {
        throw new DataException(
            file
                + " seems to be a volume of "
                + mrc.size()
                + " sections, not a stack of particles; if its sections are particles, rename it"
                + " to .mrcs or name them in a STAR file");
      }
      size = stack.size();
    }
    return new ParticleSet(
        file,
        Optional.empty(), // the file is the set's one stack
        new BareParticles(file, size),
        Optional.of(new StackIndex(file, size)),
        options);
  }

  private Optional<CommonPixels> commonPixels(StackImages found) {
    boolean possible =
        found.areSquare()
            && IntStream.range(0, size()).allMatch(row -> pixelSizeAngstroms(row).isPresent());
    return possible
        ? CommonPixels.of(size(), row -> pixelSizeAngstroms(row).orElseThrow(), found::width)
        : Optional.empty();
  }

  private void noteMixedPixelSizes(boolean allowed) {
    OptionalDouble first = pixelSizeAngstroms(0);
    for (int row = 1; row < size(); row++) {
      OptionalDouble other = pixelSizeAngstroms(row);
      boolean same =
          first.isPresent() == other.isPresent()
              && CommonPixels.isSame(other.orElse(1), first.orElse(1));
      if (!same) {
        MixedPixelSizes mixed = new MixedPixelSizes(table.place(row), other, first, file);
        if (!allowed) {
          throw new DataException(mixed);
        }
        mixedPixelSizes = Optional.of(mixed);
        warnings.add(mixed.problem());
        return;
      }
    }
  }

  /** The rows whose pixel size is {@code angstroms}, to the digits that programs print. */
  public List<Integer> rowsOfPixelSize(double angstroms) {
    return IntStream.range(0, size())
        .filter(row -> CommonPixels.isSame(pixelSizeAngstroms(row).orElse(0), angstroms))
        .boxed()
        .toList();
  }

  /** The file the set was opened from. */
  @Override
  public Path file() {
    return file;
  }

  /** Number of particles. */
  @Override
  public int size() {
    return table.size();
  }

  /**
   * The images in row order; closing the set closes them.
   *
   * @throws IllegalStateException if the set was opened without images
   */
  @Override
  public ImageSource images() {
    return images.orElseThrow(
        () -> new IllegalStateException(file + " was opened for its metadata only"));
  }

  /** Whether the set was opened with its images. */
  public boolean hasImages() {
    return images.isPresent();
  }

  /** Whether the pixel size stands in the metadata, and not in the header of the stack only. */
  public boolean hasPixelSizeInMetadata() {
    return table.pixelSizeAngstroms(0).isPresent();
  }

  /**
   * The pixel size of the {@link #images}: that of the first particle, which holds for all unless a
   * warning states otherwise, or what all were brought to.
   */
  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return commonPixels.isPresent()
        ? OptionalDouble.of(commonPixels.get().sizeAngstroms())
        : pixelSizeAngstroms(0);
  }

  /**
   * The pixel size of one particle as it lies in its stack: from the metadata, else from the
   * stack's header.
   */
  public OptionalDouble pixelSizeAngstroms(int row) {
    OptionalDouble stated = table.pixelSizeAngstroms(row);
    return stated.isPresent() || stackImages.isEmpty()
        ? stated
        : stackImages.get().headerPixelSizeAngstroms(row);
  }

  /** What images of several pixel sizes or boxes were brought to. */
  public Optional<CommonPixels> commonPixels() {
    return commonPixels;
  }

  /** The pixel size of one particle, which something to be written needs. */
  public double requirePixelSize(int row) {
    return pixelSizeAngstroms(row)
        .orElseThrow(
            () ->
                new DataException(
                    place(row)
                        + ": a value in Angstrom cannot be written, for neither the metadata nor"
                        + " the stack hold a pixel size; add rlnImagePixelSize"));
  }

  /** The side of a particle's image in its stack, if it was opened or the metadata state it. */
  public OptionalInt boxPixels(int row) {
    return stackImages
        .map(found -> OptionalInt.of(found.width(row)))
        .orElseGet(() -> table.boxPixels(row));
  }

  /**
   * What the contrast transfer function depends on, if the file holds all of it and it is not zero
   * everywhere.
   *
   * @throws DataException if no microscope can have it
   */
  @Override
  public Optional<CtfParameters> ctf(int row) {
    return ctf.ctf(row);
  }

  /**
   * The pose a file already holds, in pixels of the {@link #images} and RELION's convention.
   *
   * @throws DataException if the pose is mirrored, or is in Angstrom and no pixel size is known
   */
  @Override
  public Optional<Pose> pose(int row) {
    Optional<Pose> own = ownPose(row);
    return commonPixels.isPresent() ? own.map(p -> commonPixels.get().toCommon(row, p)) : own;
  }

  /** The same in pixels of the particle's stack. */
  public Optional<Pose> ownPose(int row) {
    return table.pose(row, pixelSizeAngstroms(row));
  }

  /** The pose in XMIPP's convention, which can hold a mirror, in pixels of the particle's stack. */
  public Optional<XmippPose> xmippPose(int row) {
    return table instanceof XmdParticles xmd ? xmd.xmippPose(row) : ownPose(row).map(XmippPose::of);
  }

  /** Whether the pose in the file mirrors the image (only XMIPP's can). */
  public boolean isFlipped(int row) {
    return table.isFlipped(row);
  }

  @Override
  public OptionalInt classNumber(int row) {
    return table.classNumber(row);
  }

  /**
   * A number that the file holds in a column of its own.
   *
   * @param column the column's name in that kind of file, without a leading underscore
   * @throws DataException if the cell is no number
   */
  public OptionalDouble number(int row, String column) {
    return table.number(row, column);
  }

  /** The micrograph that a particle was taken from, if the metadata name it. */
  public Optional<String> micrographName(int row) {
    return table.text(row, SharedColumn.MICROGRAPH);
  }

  /** The image's name, 1-based: {@code 000012@stack.mrcs}. */
  @Override
  public String imageName(int row) {
    return table.image(row).orElseGet(() -> ImageLocation.name(file.toString(), row));
  }

  /** What the metadata say has been done to the phases. */
  @Override
  public PhaseState phases() {
    return table.phases();
  }

  @Override
  public boolean saysDark() {
    return table.saysDark();
  }

  /** The first particle whose pixel size is not that of the first of all, if there is one. */
  public Optional<MixedPixelSizes> mixedPixelSizes() {
    return mixedPixelSizes;
  }

  /** Whether two rows name one image. */
  public boolean namesImagesAgain() {
    return namesImagesAgain;
  }

  /** Sentences the user should see, though the set can be used. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** File and line of a row, or file and number, for messages. */
  @Override
  public String place(int row) {
    return table.place(row);
  }

  /** The set's file and its stacks, as they were before they were read. */
  public List<FileState> fileStates() {
    return List.copyOf(fileStates);
  }

  /** The files that hold the images; none if it was opened without images. */
  public List<Path> stacks() {
    return index.map(StackIndex::paths).orElse(List.of());
  }

  /**
   * Keeps outputs off inputs.
   *
   * @throws UsageException if {@code target} is the set's file or one of its stacks
   */
  public void requireNotInput(Path target) {
    Path plain = target.toAbsolutePath().normalize();
    boolean input =
        SameFile.is(plain, file.toAbsolutePath().normalize())
            || table.partners().stream().anyMatch(partner -> SameFile.is(plain, partner.file()));
    if (input
        || index
            .map(found -> found.paths().stream().anyMatch(path -> SameFile.is(plain, path)))
            .orElse(false)) {
      throw new UsageException(
          target + " is an input, which is never written over; name another output");
    }
  }

  /** The metadata as they were read, with columns that CryoUDL does not know. */
  public MetadataTable table() {
    return table;
  }

  /** The image name for a STAR file, so that RELION, run where this program runs, finds it. */
  public String starImageName(int row) {
    String name = xmdImageName(row);
    if (index.isEmpty()) {
      return name;
    }
    return ImageLocation.namesWholeFile(name)
        ? StackResolver.asImageOfRelion(name)
        : StackResolver.asStackOfRelion(name);
  }

  /** The image name for an XMD file, so that a program run where this one runs finds it. */
  public String xmdImageName(int row) {
    if (index.isEmpty()) {
      return imageName(row);
    }
    StackIndex found = index.get();
    int stack = found.stack(row);
    String name = resolver.nameToWrite(found.name(stack), found.paths().get(stack));
    boolean whole = table.image(row).filter(ImageLocation::namesWholeFile).isPresent();
    return whole ? name : ImageLocation.name(name, found.index0(row));
  }

  @Override
  public void close() {
    stackImages.ifPresent(StackImages::close);
  }
}
