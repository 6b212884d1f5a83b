package org.cryoudl.pipeline.relion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.star.StarWriter;

/**
 * The results that other jobs of RELION may take: RELION_OUTPUT_NODES.star lists those that are
 * there, each with its kind as a label (RELION 4 and 5) and as a number (3.1).
 *
 * @param folder of the job, as RELION names it: relative to the project
 */
public record OutputNodes(Path folder) {

  /** The list's name in the folder of a job. */
  public static final String NAME = "RELION_OUTPUT_NODES.star";

  /** The averages of the classes as references for picking, listed image by image. */
  private static final String AVERAGES = "class_averages.star";

  private static final String AVERAGE_STACK = "classes.mrcs";

  private record Node(String file, String label, int number) {}

  /** All that an alignment or a classification may leave for others. */
  private static final List<Node> NODES =
      List.of(
          new Node("particles.star", "ParticleGroupMetadata.star.relion.class2d", 3),
          new Node("relion/run_it000_optimiser.star", "OptimiserData.star.relion.class2d", 9),
          new Node("relion/run_it000_model.star", "ProcessData.star.relion.class2d", 8),
          new Node(AVERAGES, "Image2DGroupMetadata.star.relion.classaverages", 5));

  /** Writes the list, and that of the class averages if there are classes. */
  public void write() {
    Path stack = folder.resolve(AVERAGE_STACK);
    if (Files.isRegularFile(stack)) {
      writeAverages(stack);
    }
    StarWriter.write(
        folder.resolve(NAME),
        out -> {
          out.block("output_nodes");
          out.loop(
              List.of("rlnPipeLineNodeName", "rlnPipeLineNodeTypeLabel", "rlnPipeLineNodeType"));
          for (Node node : NODES) {
            if (Files.isRegularFile(folder.resolve(node.file()))) {
              String name = name(folder.resolve(node.file()));
              out.row(
                  List.of(StarWriter.quote(name), node.label(), Integer.toString(node.number())));
            }
          }
          out.end();
        });
  }

  private void writeAverages(Path stack) {
    int count;
    try (MrcFile averages = MrcFile.open(stack)) {
      count = averages.size();
    }
    StarWriter.write(
        folder.resolve(AVERAGES),
        out -> {
          out.block("");
          out.loop(List.of("rlnReferenceImage"));
          for (int k = 0; k < count; k++) {
            out.row(List.of(StarWriter.quote(ImageLocation.name(name(stack), k))));
          }
          out.end();
        });
  }

  private static String name(Path file) {
    return file.toString().replace('\\', '/');
  }
}
