package org.cryoudl.cli.console;

import java.util.function.Function;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.align.SharedParticles;

/** A program that may have other processes work for it. */
public interface Employer {

  /** Who works on pieces of particles. */
  Function<SharedParticles, Workforce> workforces();
}
