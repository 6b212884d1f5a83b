package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.io.FileState;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.state.RunIdentity;

/** All that decides where the particles of a set are brought. */
record DecisiveChoices(
    AlignMethod method, AlignmentOptions options, QuickLook look, ComputeDevice device) {

  /**
   * The identity of a run with these choices.
   *
   * @param inputs files that are read beside the set
   */
  RunIdentity identity(ParticleSet set, List<Path> inputs) {
    List<FileState> files = new ArrayList<>(set.fileStates());
    files.addAll(RunIdentity.states(inputs));
    return RunIdentity.of(method.classes().sorts() ? "classify" : "align", this, files);
  }
}
