package org.cryoudl.pipeline.selection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.update.ParticleCsWriter;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.io.particles.update.ParticleXmdWriter;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.pipeline.classes.ClassMontage;
import org.cryoudl.pipeline.classes.ClassTile;
import org.cryoudl.progress.Progress;

/**
 * The files of a selection.
 *
 * @param folder they are written to; it must be there
 * @param source the files it was chosen from
 * @param chosen the chosen classes, in ascending order
 */
record SelectionOutput(Path folder, ClassifiedFolder source, List<ClassCount> chosen) {

  private static final String SHEET = "classes.png";
  private static final String RECORD = "selection.json";

  /** The names of all files that a selection may write. */
  static List<String> names() {
    return List.of(
        CryoudlClasses.STAR,
        CryoudlClasses.XMD,
        CryoudlClasses.CLASSES_XMD,
        CryoudlClasses.CS,
        ParticleCsWriter.groupBeside(CryoudlClasses.CS),
        CryoudlClasses.AVERAGES,
        CryoudlClasses.UNFILTERED,
        ClassList.NAME,
        SHEET,
        RECORD);
  }

  /** Writes the particles of the chosen classes with all that their file holds of them. */
  void writeParticles(List<ClassMembers> files, Set<Integer> numbers, Progress progress) {
    for (ClassMembers file : files) {
      ParticleUpdate update = ParticleUpdate.NONE.keeping(file.rows(numbers));
      ParticleSet set = file.set();
      if (source.cs().filter(set.file()::equals).isPresent()) {
        ParticleCsWriter.write(set, folder.resolve(CryoudlClasses.CS), update, progress);
        continue;
      }
      if (source.star().filter(set.file()::equals).isPresent()) {
        ParticleStarWriter.write(set, folder.resolve(CryoudlClasses.STAR), update, progress)
            .forEach(progress::warn);
        continue;
      }
      ParticleXmdWriter.write(set, folder.resolve(CryoudlClasses.XMD), update, progress)
          .forEach(progress::warn);
      if (haveAverages()) {
        ParticleXmdWriter.writeClasses(
            set, folder.resolve(CryoudlClasses.CLASSES_XMD), update, members(file));
      }
    }
  }

  /** The chosen classes as XMIPP lists them. */
  private List<XmdClasses.Members> members(ClassMembers file) {
    String stack =
        StagingFolder.published(folder.resolve(CryoudlClasses.AVERAGES))
            .toString()
            .replace('\\', '/');
    return IntStream.range(0, chosen.size())
        .mapToObj(
            k -> {
              int number = chosen.get(k).known().number();
              return new XmdClasses.Members(
                  number, ImageLocation.name(stack, k), file.rows(Set.of(number)));
            })
        .toList();
  }

  /** Writes the averages of the chosen classes, which of them is which, a picture and a record. */
  void writeClasses(Selection selection) {
    Optional<Path> stack = Optional.empty();
    if (haveAverages()) {
      stack = Optional.of(folder.resolve(CryoudlClasses.AVERAGES));
      copyAverages(source.averages().get(), stack.get());
      drawMontage(source.averages().get());
    }
    if (stack.isPresent() && source.unfiltered().isPresent()) {
      copyAverages(source.unfiltered().get(), folder.resolve(CryoudlClasses.UNFILTERED));
    }
    ClassList.write(folder.resolve(ClassList.NAME), chosen, stack);
    AtomicOutput.writeText(folder.resolve(RECORD), RecordJson.text(selection));
  }

  private boolean haveAverages() {
    return source.averages().isPresent()
        && chosen.stream().allMatch(one -> one.known().averageIndex().isPresent());
  }

  private void copyAverages(Path from, Path to) {
    try (MrcFile averages = MrcFile.open(from);
        MrcWriter writer =
            MrcWriter.stack(
                to, averages.width(), averages.height(), averages.pixelSizeAngstroms())) {
      for (ClassCount one : chosen) {
        writer.append(averages.read(one.known().averageIndex().getAsInt()).pixels());
      }
      writer.commit();
    }
  }

  private void drawMontage(Path stack) {
    List<ClassTile> tiles = new ArrayList<>();
    OptionalDouble pixelSize;
    try (MrcFile averages = MrcFile.open(stack)) {
      pixelSize = averages.pixelSizeAngstroms();
      for (ClassCount one : chosen) {
        tiles.add(
            new ClassTile(
                one.known().number(),
                one.particles(),
                one.share(),
                one.known().resolutionAngstroms(),
                one.known().score(),
                averages.read(one.known().averageIndex().getAsInt())));
      }
    }
    PngImage.writeLevels(ClassMontage.draw(tiles, pixelSize), folder.resolve(SHEET));
  }
}
