package org.cryoudl.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.AlignmentScore;
import org.cryoudl.evaluation.Truth;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.ReportFiles;

/**
 * Scores the poses in a file against known truth and, if asked for, writes {@code poses.json} and a
 * report.
 *
 * @param particles metadata with poses; its stacks need not be there
 * @param truthFile CSV of the true poses
 * @param allowMissing whether truth may know images that the particles lack
 * @param output where the figures go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record PoseEvaluation(
    Path particles,
    Path truthFile,
    boolean allowMissing,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  private static final String JSON = "poses.json";

  /**
   * Scores the poses.
   *
   * @throws DataException if a file is missing or wrong, a particle has no truth, no angle or a
   *     mirror, or truth knows more images and may not
   */
  public AlignmentScore run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(JSON));
    names.addAll(ReportFiles.names());
    output.ifPresent(out -> out.prepare(names, List.of(particles, truthFile)));
    Truth truth = Truth.read(truthFile);
    try (ParticleSet set =
        ParticleSet.open(particles, ParticleSetOptions.DEFAULT.withoutImages())) {
      set.warnings().forEach(progress::warn);
      AlignmentScore score = score(set, truth);
      output.ifPresent(
          out -> {
            out.write(JSON, json(score));
            ReportFiles.write(report(score, set), out.folder());
          });
      return score;
    }
  }

  private AlignmentScore score(ParticleSet set, Truth truth) {
    Pose[] expected = truth.posesOf(set);
    if (!allowMissing) {
      truth.requireAll(set.size());
    }
    Pose[] poses = new Pose[set.size()];
    for (int row = 0; row < poses.length; row++) {
      String place = set.place(row);
      poses[row] =
          set.pose(row)
              .orElseThrow(
                  () -> new DataException(place + " holds no pose; align the particles first"));
    }
    return AlignmentScore.of(poses, expected, truth.size() - set.size());
  }

  private Report report(AlignmentScore score, ParticleSet set) {
    return EvaluationReport.poses(
        score,
        IntStream.range(0, set.size()).mapToObj(set::imageName).toList(),
        particles,
        new Provenance(commandLine, version)
            .withFile("Poses", set.file())
            .withFile("Truth", truthFile));
  }

  private ObjectNode json(AlignmentScore score) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("command_line", commandLine);
    node.put("version", version);
    node.put("particles_file", particles.toString());
    node.put("truth_file", truthFile.toString());
    node.put("particles", score.particles());
    node.put("missing", score.missing());
    EvaluationOutput.put(node, "mod360", score.mod360());
    EvaluationOutput.put(node, "mod180", score.mod180());
    score.meanShiftPixels().ifPresent(shift -> node.put("shift_mean_px", shift));
    return node;
  }
}
