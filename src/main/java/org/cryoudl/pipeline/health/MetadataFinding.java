package org.cryoudl.pipeline.health;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.metadata.PixelSize;

/** What was found in the metadata of a set. */
public sealed interface MetadataFinding extends InputFinding {

  /**
   * The set cannot be opened as it is.
   *
   * @param why the sentence that refuses it
   * @param reason the same as data, if there is more to it than the sentence
   */
  record Refused(String why, Optional<Reason> reason) implements MetadataFinding {

    /** What a failure has refused. */
    static Refused of(DataException failure) {
      return new Refused(failure.getMessage(), failure.reason());
    }

    @Override
    public String subject() {
      return "metadata";
    }

    @Override
    public HealthLevel level() {
      return HealthLevel.WRONG;
    }

    @Override
    public String text() {
      return why;
    }
  }

  /**
   * Something that reading the set remarked: rows left out, images named twice, a sign or a size
   * that had to be decided.
   *
   * @param sentence what
   */
  record Remark(String sentence) implements MetadataFinding {
    @Override
    public String subject() {
      return "metadata";
    }

    @Override
    public HealthLevel level() {
      return HealthLevel.DOUBTFUL;
    }

    @Override
    public String text() {
      return sentence;
    }
  }

  /**
   * The pixel size.
   *
   * @param angstroms in A, if known
   * @param inMetadata whether metadata have it; if not it comes from a stack's header
   */
  record PixelSizeKnown(OptionalDouble angstroms, boolean inMetadata) implements MetadataFinding {

    @Override
    public String subject() {
      return "pixel size";
    }

    @Override
    public HealthLevel level() {
      return angstroms.isEmpty() || mayStandForUnknown() ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    /** Found in headers of RELION, XMIPP and EMAN2 whose true pixel size is another. */
    private boolean mayStandForUnknown() {
      return !inMetadata && angstroms.getAsDouble() == 1;
    }

    @Override
    public String text() {
      if (angstroms.isEmpty()) {
        return "the pixel size is unknown, so no CTF can be used and no detail be given in Angstrom";
      }
      return "pixel size "
          + PixelSize.words(angstroms.getAsDouble())
          + (mayStandForUnknown()
              ? " in the header, which programs also write when they do not know it"
              : inMetadata ? "" : " (from the header)");
    }
  }

  /**
   * The contrast transfer functions.
   *
   * @param known particles that have one
   * @param particles all particles
   * @param smallestDefocus in A
   * @param largestDefocus in A
   */
  record CtfKnown(int known, int particles, double smallestDefocus, double largestDefocus)
      implements MetadataFinding {

    /** Below this many A a CTF hardly oscillates within the detail that is resolved. */
    private static final double SMALL_DEFOCUS = 500;

    @Override
    public String subject() {
      return "CTF";
    }

    @Override
    public HealthLevel level() {
      boolean unusual = known > 0 && (smallestDefocus < 0 || largestDefocus < SMALL_DEFOCUS);
      return known > 0 && known < particles || unusual ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      if (known == 0) {
        return "no CTF is known";
      }
      if (known < particles) {
        return known + " of " + particles + " particles have a CTF, so it is used for none";
      }
      String range =
          String.format(Locale.ROOT, "defocus %.0f to %.0f A", smallestDefocus, largestDefocus);
      if (smallestDefocus < 0) {
        return range + ": negative, which is overfocus here; other programs turn the sign";
      }
      return largestDefocus < SMALL_DEFOCUS ? range + ": unusually close to focus" : range;
    }
  }

  /**
   * What the metadata say about phases, where there is a CTF.
   *
   * @param state what
   */
  record PhasesSaid(PhaseState state) implements MetadataFinding {
    @Override
    public String subject() {
      return "phases";
    }

    @Override
    public HealthLevel level() {
      return state == PhaseState.PREMULTIPLIED ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return switch (state) {
        case FLIPPED -> "phases are flipped";
        case PREMULTIPLIED -> "images are multiplied by their CTF, which is not what is fitted";
        case UNKNOWN -> "the metadata do not say that phases are flipped";
      };
    }
  }
}
