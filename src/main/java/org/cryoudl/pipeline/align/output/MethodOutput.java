package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.report.block.Chart;

/** What a method leaves beside the results that all methods have. */
public interface MethodOutput {

  /** Leaves nothing. */
  MethodOutput NONE = (folder, set, alignment) -> {};

  /** Charts of how the method went, for reports. */
  default List<Chart> charts() {
    return List.of();
  }

  /** Writes the files into the folder of the results. */
  void write(Path folder, ParticleSet set, Alignment alignment);
}
