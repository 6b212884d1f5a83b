package org.cryoudl.pipeline.selection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.mrc.MrcFile;

/** Reads the classes of a folder of CryoUDL: what was sorted, or what was selected of it. */
final class CryoudlClasses {

  static final String STAR = "particles.star";
  static final String XMD = "particles.xmd";
  static final String CLASSES_XMD = "classes.xmd";
  static final String CS = "particles.cs";
  static final String AVERAGES = "classes.mrcs";
  static final String UNFILTERED = "classes_unfiltered.mrcs";
  private static final String SUMMARY = "summary.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private CryoudlClasses() {}

  /** The classes, if the folder is one of CryoUDL. */
  static Optional<ClassifiedFolder> find(Path folder) {
    Optional<Path> star = ClassifiedFolder.present(folder, STAR);
    Optional<Path> xmd = ClassifiedFolder.present(folder, XMD);
    Optional<Path> cs = ClassifiedFolder.present(folder, CS);
    if (star.isEmpty() && xmd.isEmpty() && cs.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> averages = ClassifiedFolder.present(folder, AVERAGES);
    Optional<Path> list = ClassList.find(folder);
    Path figures = list.orElse(folder.resolve(SUMMARY));
    List<SortedClass> classes =
        list.isPresent()
            ? ClassList.read(figures)
            : classes(figures, averages.map(CryoudlClasses::count));
    return Optional.of(
        new ClassifiedFolder(
            star,
            xmd,
            cs,
            averages,
            ClassifiedFolder.present(folder, UNFILTERED),
            figures,
            classes.stream().sorted(Comparator.comparingInt(SortedClass::number)).toList()));
  }

  static int count(Path stack) {
    try (MrcFile file = MrcFile.open(stack)) {
      return file.size();
    }
  }

  private static List<SortedClass> classes(Path summary, Optional<Integer> averages) {
    List<SortedClass> classes = new ArrayList<>();
    if (!Files.isRegularFile(summary)) {
      for (int k = 0; k < averages.orElse(0); k++) {
        classes.add(SortedClass.withAverage(k + 1, k));
      }
      return classes;
    }
    JsonNode all = read(summary);
    OptionalDouble pixelSize = number(all, "pixel_size_angstroms");
    for (JsonNode one : all.path("classes")) {
      int number = one.path("number").asInt(0);
      if (number < 1) {
        throw new DataException(summary + " holds a class without a number from 1 on");
      }
      classes.add(
          new SortedClass(
              number,
              averages.isPresent() ? OptionalInt.of(number - 1) : OptionalInt.empty(),
              resolution(one, pixelSize),
              number(one, "score"),
              one.path("recommended").isBoolean()
                  ? Optional.of(one.path("recommended").asBoolean())
                  : Optional.empty()));
    }
    return classes;
  }

  private static JsonNode read(Path summary) {
    try {
      return JSON.readTree(summary.toFile());
    } catch (JsonProcessingException e) {
      throw new DataException(
          summary + " is no JSON at line " + e.getLocation().getLineNr() + "; restore it", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + summary + ": " + AtomicOutput.reason(e), e);
    }
  }

  /** An average whose halves agree in all shells (shell -1) reaches the limit of its pixels. */
  private static OptionalDouble resolution(JsonNode one, OptionalDouble pixelSize) {
    OptionalDouble written =
        number(one, one.has("resolution_angstroms") ? "resolution_angstroms" : "frc0143_angstroms");
    boolean confirmed = one.path("witnesses").asInt(0) == 0 || number(one, "trust").orElse(1) > 0;
    boolean inAllShells =
        confirmed
            && one.path("frc0143_shell").asDouble(0) == -1
            && one.path("particles").asInt(0) > 0;
    return written.isEmpty() && inAllShells && pixelSize.isPresent()
        ? OptionalDouble.of(2 * pixelSize.getAsDouble())
        : written;
  }

  private static OptionalDouble number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }
}
