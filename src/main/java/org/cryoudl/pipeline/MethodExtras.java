package org.cryoudl.pipeline;

import java.nio.file.Path;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.io.particles.ParticleSet;

/** What a method leaves beside the results that all methods have. */
interface MethodExtras {

  /** Leaves nothing. */
  MethodExtras NONE = (folder, set, alignment) -> {};

  /** Writes the files into the folder of the results. */
  void write(Path folder, ParticleSet set, Alignment alignment);
}
