package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.image.Image;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.pipeline.classes.ClassMontage;
import org.cryoudl.pipeline.classes.ClassTile;

/** The averages of the classes, as stacks and as a picture. */
final class ClassOutput {

  static final String STACK = "classes.mrcs";
  static final String UNFILTERED_STACK = "classes_unfiltered.mrcs";
  static final String SHEET = "classes.png";

  private ClassOutput() {}

  /** The names of the files that may be written. */
  static List<String> names() {
    return List.of(
        STACK,
        UNFILTERED_STACK,
        SHEET,
        ClassTable.FILE,
        ClassProbabilities.FILE,
        ClassSpectra.FILE);
  }

  /** Writes the averages as people expect them, beside them the unfiltered ones, and a picture. */
  static void write(Path folder, Alignment alignment) {
    writeStack(folder.resolve(STACK), alignment, ViewResult::average);
    writeStack(folder.resolve(UNFILTERED_STACK), alignment, ViewResult::unfilteredAverage);
    PngImage.writeLevels(
        ClassMontage.draw(tiles(alignment), alignment.pixelSizeAngstroms()), folder.resolve(SHEET));
    ClassTable.write(folder, alignment);
  }

  private static void writeStack(
      Path file, Alignment alignment, Function<ViewResult, Image> average) {
    int box = alignment.box();
    try (MrcWriter writer = MrcWriter.stack(file, box, box, alignment.pixelSizeAngstroms())) {
      alignment.views().forEach(view -> writer.append(average.apply(view).pixels()));
      writer.commit();
    }
  }

  /** The classes with particles, as XMIPP lists them. */
  static List<XmdClasses.Members> members(Path folder, Alignment alignment) {
    String stack = StagingFolder.published(folder.resolve(STACK)).toString().replace('\\', '/');
    ParticleResults particles = alignment.particles();
    return IntStream.range(0, alignment.views().size())
        .filter(k -> !alignment.views().get(k).isEmpty())
        .mapToObj(
            k ->
                new XmdClasses.Members(
                    k + 1,
                    ImageLocation.name(stack, k),
                    IntStream.range(0, alignment.size())
                        .filter(i -> particles.classIndex()[i] == k)
                        .mapToObj(i -> particles.rows()[i])
                        .toList()))
        .toList();
  }

  private static List<ClassTile> tiles(Alignment alignment) {
    return IntStream.range(0, alignment.views().size())
        .mapToObj(
            k -> {
              ViewResult view = alignment.views().get(k);
              return new ClassTile(
                  k + 1,
                  view.particles(),
                  (double) view.particles() / alignment.size(),
                  resolution(alignment, view),
                  OptionalDouble.of(ClassQuality.of(alignment, k).value()),
                  view.average());
            })
        .toList();
  }

  /** How fine a view is resolved, in Angstrom; the limit of the pixels if nothing bounds it. */
  static OptionalDouble resolution(Alignment alignment, ViewResult view) {
    if (view.isEmpty() || alignment.pixelSizeAngstroms().isEmpty()) {
      return OptionalDouble.empty();
    }
    double box = alignment.box() * alignment.pixelSizeAngstroms().getAsDouble();
    double shell = view.resolvedShell().orElse(alignment.box() / 2.0);
    return shell < 1 ? OptionalDouble.empty() : OptionalDouble.of(box / shell);
  }
}
