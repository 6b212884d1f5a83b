package org.cryoudl.pipeline.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.io.FileState;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcMode;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/**
 * Images that are processed one by one: those of a stack, a single micrograph, the particles of a
 * metadata file, or a volume, which counts as one.
 */
public final class ImageFile implements AutoCloseable {

  private final Path path;
  private final Optional<ParticleSet> set;
  private final Optional<MrcFile> mrc;
  private final boolean volume;
  private final OptionalDouble pixelSizeAngstroms;
  private final List<FileState> states;

  private ImageFile(
      Path path,
      Optional<ParticleSet> set,
      Optional<MrcFile> mrc,
      List<FileState> states,
      OptionalDouble given) {
    this.path = path;
    this.states = states;
    this.set = set;
    this.mrc = mrc;
    this.volume = mrc.isPresent() && mrc.get().isVolume();
    OptionalDouble own =
        set.map(ParticleSet::pixelSizeAngstroms)
            .orElseGet(() -> mrc.orElseThrow().pixelSizeAngstroms());
    this.pixelSizeAngstroms = given.isPresent() ? given : own;
  }

  /** Makes something else of an image or a volume. */
  @FunctionalInterface
  public interface Step {
    /**
     * Does it.
     *
     * @param grid the image, which may be changed
     * @param index its place, from 0
     */
    Grid apply(Grid grid, int index);
  }

  /**
   * Opens a file.
   *
   * @param projectFolder what stack names are relative to, if not found otherwise
   * @param pixelSize that the user states, in A
   * @throws org.cryoudl.failure.DataException if it cannot be read
   */
  public static ImageFile open(Path path, Optional<Path> projectFolder, OptionalDouble pixelSize) {
    if (StackResolver.isMrcName(path.toString())) {
      List<FileState> before =
          Files.exists(path) ? FileState.of(path).stream().toList() : List.of();
      MrcFile mrc = MrcFile.open(path);
      return new ImageFile(path, Optional.empty(), Optional.of(mrc), before, pixelSize);
    }
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    ParticleSet set = ParticleSet.open(path, projectFolder.map(options::inProject).orElse(options));
    return new ImageFile(path, Optional.of(set), Optional.empty(), set.fileStates(), pixelSize);
  }

  /** The file it was opened from. */
  public Path path() {
    return path;
  }

  /** The file and its stacks, as they were before they were read. */
  List<FileState> states() {
    return states;
  }

  /** Its particles, if it is a file of metadata. */
  Optional<ParticleSet> particles() {
    return set;
  }

  /** Whether it is one volume. */
  boolean isVolume() {
    return volume;
  }

  OptionalDouble pixelSizeAngstroms() {
    return pixelSizeAngstroms;
  }

  /**
   * A length in pixels of its images.
   *
   * @throws UsageException if it is in Angstroms and no pixel size is known
   */
  double pixels(Length length) {
    return length.pixels(pixelSizeAngstroms, path.toString());
  }

  /** Number of images; 1 of a volume. */
  int size() {
    return volume ? 1 : images().size();
  }

  private ImageSource images() {
    return set.map(ParticleSet::images).orElseGet(mrc::orElseThrow);
  }

  int width() {
    return images().width();
  }

  int height() {
    return images().height();
  }

  /** What to call an image in messages. */
  String describe(int index) {
    return volume ? path.toString() : images().describe(index);
  }

  /** One image, or the volume. */
  Grid read(int index) {
    if (volume) {
      MrcVolume all = MrcVolume.read(path);
      return new Grid(all.sizeX(), all.sizeY(), all.sizeZ(), all.voxels());
    }
    ImageSource images = images();
    float[] pixels = new float[Math.multiplyExact(images.width(), images.height())];
    images.read(index, pixels);
    return new Grid(images.width(), images.height(), 1, pixels);
  }

  /** Starts an output file. */
  OutputTransaction begin(Path output, boolean overwrite) {
    String name = output.toString().toLowerCase(Locale.ROOT);
    boolean stack = name.endsWith(".mrcs");
    if (!stack && !name.endsWith(".mrc")) {
      throw new UsageException(output + " must end in .mrc or .mrcs");
    }
    if (volume && stack) {
      throw new UsageException(output + " would hold a volume; name it .mrc");
    }
    if (!volume && size() > 1 && !stack) {
      throw new UsageException(output + " would hold " + size() + " images; name it .mrcs");
    }
    List<Path> inputs = new ArrayList<>();
    if (set.isEmpty()) {
      inputs.add(path);
    }
    set.ifPresent(particles -> particles.requireNotInput(output));
    OutputTransaction begun = OutputTransaction.beginFile(output, inputs, overwrite);
    begun.watch(states);
    return begun;
  }

  /** Applies a step to every image and writes the results, of the same size, as one file. */
  void process(Path target, String words, Step step, Progress progress) {
    if (volume) {
      Grid result = step.apply(read(0), 0);
      MrcWriter.writeVolume(
          target,
          new MrcVolume(
              result.width(),
              result.height(),
              result.depth(),
              result.values(),
              pixelSizeAngstroms));
      return;
    }
    ImageSource images = images();
    try (MrcWriter writer =
            MrcWriter.stack(
                target, images.width(), images.height(), MrcMode.FLOAT32, pixelSizeAngstroms);
        Progress.Stage stage = progress.start(words, size())) {
      ParallelLoop.runTasks(
          size(),
          i -> {
            writer.write(i, step.apply(read(i), i).values());
            stage.advance(1);
          });
      writer.commit();
    }
  }

  @Override
  public void close() {
    set.ifPresent(ParticleSet::close);
    mrc.ifPresent(MrcFile::close);
  }
}
