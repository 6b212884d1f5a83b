package org.cryoudl.pipeline.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.cryosparc.ResultGroup;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.naming.MetadataAddress;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.xmd.XmdFile;
import org.cryoudl.metadata.PixelSize;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.progress.Progress;

/** Says what a file of particle metadata holds, and whether its stacks are where it says. */
final class MetadataInspector implements FileInspector {

  private static final Set<String> EXTENSIONS = Set.of("star", "xmd", "cs", "csg");

  /** To look does no harm: what keeps particles from being aligned is a finding. */
  private static final ParticleSetOptions OPENING =
      ParticleSetOptions.DEFAULT.allowingMixedPixelSizes();

  @Override
  public String kinds() {
    return "particle metadata (.star, .xmd, .cs, .csg)";
  }

  @Override
  public boolean recognises(Path file) {
    return EXTENSIONS.contains(ending(file));
  }

  private static String ending(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public List<Image> images(Path file, int atMost) {
    try (ParticleSet set = ParticleSet.open(file, OPENING)) {
      return IntStream.range(0, Math.min(atMost, set.size())).mapToObj(set.images()::read).toList();
    }
  }

  @Override
  public List<Path> stacks(Path file) {
    try (ParticleSet set = ParticleSet.open(file, OPENING)) {
      return set.stacks();
    } catch (DataException e) {
      return List.of(); // reported when the file is described
    }
  }

  @Override
  public FileDescription describe(Path file, Progress progress) {
    List<String> lines = new ArrayList<>();
    lines.add(FileInspector.line("file", file.toString()));
    tables(MetadataAddress.of(file).file(), lines);
    // A file may be sound and yet hold no particles, or name stacks that are not there: both are
    // findings to report, not failures to look.
    try (ParticleSet set = ParticleSet.open(file, OPENING.withoutImages())) {
      ParticleSummary.describe(set, lines);
    } catch (DataException e) {
      InputHealth health = InputHealth.refused(e);
      lines.addAll(health.lines());
      return new FileDescription(lines, health.worst());
    }
    InputHealth health;
    try (ParticleSet set = ParticleSet.open(file, OPENING)) {
      ImageSource images = set.images();
      lines.add(
          FileInspector.line(
              "images",
              images.size()
                  + " of "
                  + images.width()
                  + " x "
                  + images.height()
                  + " pixels, all found"));
      lines.add(FileInspector.line("pixel size", pixelSize(set)));
      health = InputHealth.of(set, InputHealth.Use.DEFAULT, progress);
    } catch (DataException e) {
      health = InputHealth.refused(e);
    }
    lines.addAll(health.lines());
    return new FileDescription(lines, health.worst());
  }

  private static String pixelSize(ParticleSet set) {
    return set.pixelSizeAngstroms().isPresent()
        ? PixelSize.words(set.pixelSizeAngstroms().getAsDouble())
        : "unknown: neither the metadata nor the stacks state it";
  }

  private static void tables(Path file, List<String> lines) {
    switch (ending(file)) {
      case "cs" -> {
        NpyTable table = NpyTable.read(file);
        lines.add(
            FileInspector.line(
                "table",
                table.rowCount() + " rows of the fields " + ShortList.ofFields(table.fields())));
      }
      case "csg" ->
          ResultGroup.read(file)
              .files()
              .forEach(
                  (result, table) ->
                      lines.add(FileInspector.line("result", result + ": " + table)));
      case "xmd" -> XmdFile.read(file).tables().forEach(table -> lines.add(table(table)));
      default -> StarFile.read(file).tables().forEach(table -> lines.add(table(table)));
    }
  }

  private static String table(StarTable table) {
    int count = table.rowCount();
    String rows =
        table.isLoop() ? count + (count == 1 ? " row of " : " rows of ") : "single values of ";
    return FileInspector.line(
        "block", "data_" + table.block() + ": " + rows + ShortList.of(table.columns()));
  }
}
