package org.cryoudl.io.particles;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.scratch.ScratchSpace;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.parallel.Workforce;

/**
 * Particle images with what is known about them, whole or in part: a {@link ParticleSet} or a
 * {@link ParticleSelection} of one.
 */
public interface Particles {

  /** The file they come from, for messages. */
  Path file();

  /** Number of particles. */
  int size();

  /** The images in row order. */
  ImageSource images();

  /** The pixel size, if known. */
  OptionalDouble pixelSizeAngstroms();

  /** What the contrast transfer function depends on, if known. */
  Optional<CtfParameters> ctf(int row);

  /** The pose already known, in pixels and RELION's convention. */
  Optional<Pose> pose(int row);

  /**
   * The class that the metadata already put a particle in, counted from 1; none if they do not say.
   */
  OptionalInt classNumber(int row);

  /** What has been done to the phases. */
  PhaseState phases();

  /** Whether the metadata say that particles are dark on a bright ground (cryoSPARC's sign -1). */
  boolean saysDark();

  /** Rows whose image holds a single value, if all images were looked at already. */
  default Optional<List<Integer>> constantRows() {
    return Optional.empty();
  }

  /** Who works on pieces of these particles. */
  default Workforce workforce() {
    return Workforce.alone();
  }

  /** Where what is worked out of these particles may be kept while somebody works on them. */
  default ScratchSpace scratch() {
    return ScratchSpace.memoryOnly();
  }

  /** The image's name, 1-based: {@code 000012@stack.mrcs}. */
  String imageName(int row);

  /** File and line of a row, or file and number, for messages. */
  String place(int row);
}
