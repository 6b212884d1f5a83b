package org.cryoudl.pipeline.align.output;

import java.util.Locale;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;

/** In whose metadata an alignment writes poses. */
public enum PoseFormat {
  /** RELION's and XMIPP's. */
  BOTH,
  /** RELION's. */
  STAR,
  /** XMIPP's, which alone can hold mirrored particles. */
  XMD;

  /** A name that is no format. */
  public record UnknownFormat(String name) implements Reason {
    @Override
    public String problem() {
      return "the format must be both, star or xmd, got '" + name + "'";
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
      default -> throw new UsageException(new UnknownFormat(name));
    };
  }

  /** Whether RELION's metadata are written. */
  public boolean writesStar() {
    return this != XMD;
  }

  boolean writesXmd() {
    return this != STAR;
  }
}
