package org.cryoudl.pipeline.micrograph;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographImage;
import org.cryoudl.io.micrographs.MicrographStar;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;

/**
 * Which micrographs a job works on.
 *
 * @param files MRC files, or RELION's lists of micrographs
 * @param projectFolder that names in the lists are relative to, if the user knows it
 * @param pixelSizeAngstroms that the user states in place of the files'
 */
public record MicrographInput(
    List<Path> files, Optional<Path> projectFolder, OptionalDouble pixelSizeAngstroms) {

  public MicrographInput {
    files = List.copyOf(files);
  }

  static boolean isStar(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".star");
  }

  /**
   * All micrographs, each with its pixel size.
   *
   * @throws DataException if one does not exist or is none
   * @throws UsageException if a pixel size is known from nowhere
   */
  List<Micrograph> micrographs() {
    List<Micrograph> all = new ArrayList<>();
    for (Path file : files) {
      if (isStar(file)) {
        all.addAll(MicrographStar.read(file, projectFolder));
      } else if (!Files.exists(file)) {
        throw new DataException("there is no file " + file + "; check the name and the folder");
      } else {
        all.add(Micrograph.ofFile(file, OptionalDouble.empty()));
      }
    }
    return all.stream().map(this::withPixelSize).toList();
  }

  private Micrograph withPixelSize(Micrograph each) {
    OptionalDouble header = MicrographImage.pixelSizeOf(each.file());
    return each.withPixelSize(
        stated(
            each.pixelSizeAngstroms().isPresent() ? each.pixelSizeAngstroms() : header,
            each.file()));
  }

  /** The particles of a file that holds no micrographs. */
  ParticleSet particles(Path file) {
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    return ParticleSet.open(file, projectFolder.map(options::inProject).orElse(options));
  }

  /**
   * The pixel size of particles.
   *
   * @throws UsageException if it is known from nowhere
   */
  double pixelSizeOf(ParticleSet set) {
    return stated(set.pixelSizeAngstroms(), set.file());
  }

  private double stated(OptionalDouble known, Path file) {
    return (pixelSizeAngstroms.isPresent() ? pixelSizeAngstroms : known)
        .orElseThrow(
            () -> new UsageException(new MicrographReason.PixelSizeMissing(file.toString())));
  }

  /** Names for the results of micrographs: that of the file, numbered where two have one. */
  static List<String> rootNames(List<Micrograph> all) {
    Set<String> names = new LinkedHashSet<>();
    for (Micrograph each : all) {
      String name = each.rootName();
      for (int number = 2; !names.add(name); number++) {
        name = each.rootName() + "_" + number;
      }
    }
    return List.copyOf(names);
  }
}
