package org.cryoudl.pipeline.align.output;

import java.util.Locale;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;

/** In whose metadata an alignment writes poses. */
public enum PoseFormat {
  /** RELION's and XMIPP's, and cryoSPARC's for particles that came from it. */
  BOTH,
  /** RELION's. */
  STAR,
  /** XMIPP's, which alone can hold mirrored particles. */
  XMD,
  /** cryoSPARC's, for particles that came from it. */
  CS;

  /** A name that is no format. */
  public record UnknownFormat(String name) implements Reason {
    @Override
    public String problem() {
      return "the format must be both, star, xmd or cs, got '" + name + "'";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /**
   * The format of that name.
   *
   * @throws UsageException if there is none
   */
  public static PoseFormat named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "both" -> BOTH;
      case "star" -> STAR;
      case "xmd" -> XMD;
      case "cs" -> CS;
      default -> throw new UsageException(new UnknownFormat(name));
    };
  }

  /** Whether RELION's metadata are written. */
  public boolean writesStar() {
    return this == BOTH || this == STAR;
  }

  boolean writesXmd() {
    return this == BOTH || this == XMD;
  }

  /**
   * Whether cryoSPARC's metadata are written.
   *
   * @param possible whether the particles came from there
   */
  boolean writesCs(boolean possible) {
    return this == CS || this == BOTH && possible;
  }
}
