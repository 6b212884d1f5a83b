package org.cryoudl.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.RunFolder;

/** Folders of classes, of CryoUDL and of RELION, and the sets that are sorted into classes. */
final class ClassSubjects {

  private static final String[] SELECTIONS = {
    "select DIR --classes 1 -o OUT",
    "select DIR --score 0.1 -o OUT",
    "select DIR --min-resolution 60A -o OUT",
    "select DIR --classes 2 --invert -o OUT",
    "select DIR --classes 2 --metadata-only -o OUT",
    "correlate DIR -o OUT"
  };

  private static final String RELION = "run_it025_";

  private final Path root;

  ClassSubjects(Path root) {
    this.root = root;
  }

  /** Files of folders of classes, one damaged at a time. */
  List<Subject> quick() throws IOException {
    Path sorted = Files.createDirectories(root.resolve("classes/sorted"));
    Subjects.stack(sorted.resolve("a.mrcs"), 2);
    Path set = Files.writeString(sorted.resolve("set.star"), Subjects.star(true));
    make("classify", set.toString(), "--classes", "2", "-o", sorted.resolve("run").toString());
    Path classified = root.resolve("classes/classified");
    RunFolder.copy(sorted.resolve("run"), classified);
    // So few particles may all be of one class; here both have some.
    Files.writeString(classified.resolve("particles.star"), Subjects.star(true));
    Files.writeString(classified.resolve("particles.xmd"), Subjects.xmd());
    Subjects.stack(classified.resolve("a.mrcs"), 2);
    Path selected = root.resolve("classes/selected");
    make("select", classified.toString(), "--classes", "1,2", "-o", selected.toString());
    Path relion = relion(Files.createDirectories(root.resolve("classes/relion")));
    List<Subject> all = new ArrayList<>();
    for (String file : List.of("summary.json", "classes.mrcs", "particles.star", "particles.xmd")) {
      all.add(of("sorted " + file, classified, file));
    }
    for (String file : List.of("class_averages.star", "classes.mrcs", "particles.star")) {
      all.add(of("selected " + file, selected, file));
    }
    for (String file : List.of("data.star", "model.star", "classes.mrcs")) {
      all.add(of("relion " + file, relion, RELION + file));
    }
    return all;
  }

  /** Metadata and a stack that are sorted, which takes longer. */
  List<Subject> slow() throws IOException {
    List<Subject> all = new ArrayList<>();
    String sort = "classify FILE --classes 2 -o OUT";
    Path metadata = Files.createDirectories(root.resolve("classes/metadata"));
    Subjects.stack(metadata.resolve("a.mrcs"), 2);
    Path star = Files.writeString(metadata.resolve("p.star"), Subjects.star(true));
    all.add(Subject.of("sorted set", star, sort, sort + " --report", sort + " --dry-run"));
    Path stack = Files.createDirectories(root.resolve("classes/stack"));
    all.add(
        Subject.of(
            "sorted stack",
            Subjects.stack(stack.resolve("a.mrcs"), 2),
            sort + " --max-resolution 20",
            sort + " --stack --seed 4"));
    return all;
  }

  /** A copy of a folder, a file of which is damaged. */
  private Subject of(String name, Path from, String file) throws IOException {
    Path folder = root.resolve("classes").resolve(name.replace(' ', '-'));
    RunFolder.copy(from, folder);
    Subjects.stack(folder.resolve("a.mrcs"), 2);
    List<String> commands = new ArrayList<>(List.of(SELECTIONS));
    if (file.endsWith(".star") && !file.equals("class_averages.star") && !file.contains("model")) {
      Files.writeString(folder.resolve("other.star"), Files.readString(from.resolve(file)));
      commands.add("compare FILE DIR/other.star --no-images -o OUT");
      commands.add("compare DIR/other.star FILE -o OUT");
    }
    return Subject.of(name, folder.resolve(file), commands.toArray(String[]::new));
  }

  private static void make(String... command) {
    List<String> quiet = new ArrayList<>(List.of(command));
    quiet.add("-q");
    CommandRun run = CommandRun.of(quiet.toArray(String[]::new));
    if (run.code() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + run.err());
    }
  }

  /** An iteration of RELION's Class2D as its version 4 writes it. */
  private static Path relion(Path folder) throws IOException {
    Subjects.stack(folder.resolve("a.mrcs"), 2);
    Subjects.stack(folder.resolve(RELION + "classes.mrcs"), 2);
    Files.writeString(folder.resolve(RELION + "data.star"), Subjects.star(true));
    StringBuilder model =
        new StringBuilder("# version 30001\n\ndata_model_general\n\n")
            .append("_rlnReferenceDimensionality 2\n_rlnNrClasses 2\n_rlnPixelSize 4.0\n\n")
            .append("data_model_classes\n\nloop_\n_rlnReferenceImage #1\n")
            .append("_rlnClassDistribution #2\n_rlnEstimatedResolution #3\n_rlnClassScore #4\n");
    for (int k = 1; k <= 2; k++) {
      model.append(
          String.format(
              Locale.ROOT, "00000%d@%sclasses.mrcs 0.5 %d.5 0.%d\n", k, RELION, 20 * k, 3 * k));
    }
    Files.writeString(folder.resolve(RELION + "model.star"), model);
    return folder;
  }
}
