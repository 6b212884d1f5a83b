package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import org.cryoudl.failure.Reason;

/** Why a method of alignment cannot be used as it is wanted. */
public sealed interface MethodReason extends Reason {

  /** Classes are wanted of a method that makes one average. */
  record ClassesOfOtherMethod(String method) implements MethodReason {
    @Override
    public String problem() {
      return "several classes go with the method cryoudl only, got " + method;
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** The oracle has no truth or no template. */
  record OracleNeedsTruth() implements MethodReason {
    @Override
    public String problem() {
      return "the method oracle needs the true poses and the clean template";
    }

    @Override
    public String remedy() {
      return "name both files";
    }
  }

  /** Turned images are to be written of particles of several pixel sizes. */
  record StackOfSeveralPixelSizes(Path file) implements MethodReason {
    @Override
    public String problem() {
      return file
          + " holds particles of several pixel sizes or boxes, and a stack of turned images has"
          + " one";
    }

    @Override
    public String remedy() {
      return "leave the stack out, or take the particles of one pixel size";
    }
  }

  /** Mirrored particles are to be written for RELION. */
  record MirrorInStar() implements MethodReason {
    @Override
    public String problem() {
      return "a search for mirrored particles flips particles, which a STAR file cannot hold";
    }

    @Override
    public String remedy() {
      return "write XMD only";
    }
  }
}
