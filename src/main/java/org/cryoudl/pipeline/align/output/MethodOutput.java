package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.particles.ParticleSet;

/** What a method leaves beside the results that all methods have. */
public interface MethodOutput {

  /** Leaves nothing. */
  MethodOutput NONE = (folder, set, alignment) -> {};

  /** Writes the files into the folder of the results. */
  void write(Path folder, ParticleSet set, Alignment alignment);
}
