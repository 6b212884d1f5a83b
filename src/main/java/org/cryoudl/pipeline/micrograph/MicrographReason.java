package org.cryoudl.pipeline.micrograph;

import org.cryoudl.failure.Reason;

/** Why micrographs cannot be used as they are. */
public sealed interface MicrographReason extends Reason {

  /** Neither metadata nor header state a pixel size. */
  record PixelSizeMissing(String file) implements MicrographReason {
    @Override
    public String problem() {
      return file + " does not know its pixel size: neither metadata nor header state one";
    }

    @Override
    public String remedy() {
      return "state the pixel size in Angstrom";
    }
  }

  /**
   * Metadata do not state the microscope.
   *
   * @param what voltage, spherical aberration or amplitude contrast
   */
  record MicroscopeUnknown(String file, String what) implements MicrographReason {
    @Override
    public String problem() {
      return "the " + what + " of " + file + " is not known";
    }

    @Override
    public String remedy() {
      return "state voltage, spherical aberration and amplitude contrast";
    }
  }

  /**
   * No micrograph shows Thon rings.
   *
   * @param count how many there are
   * @param evidence the most that was found; 1 is needed
   */
  record NoRings(String first, int count, double evidence) implements MicrographReason {
    @Override
    public String problem() {
      return String.format(
          java.util.Locale.ROOT,
          "no Thon rings are found in %s%s: the evidence is %.2f at most, and 1 is needed",
          first,
          count > 1 ? " and " + (count - 1) + " others" : "",
          evidence);
    }

    @Override
    public String remedy() {
      return "an empty field has no CTF; else search other defoci or resolutions";
    }
  }

  /** A micrograph or particle without a CTF where one is needed. */
  record CtfUnknown(String place) implements MicrographReason {
    @Override
    public String problem() {
      return place
          + " has no CTF: rlnDefocusU, rlnDefocusV, rlnVoltage, rlnSphericalAberration and"
          + " rlnAmplitudeContrast are needed";
    }

    @Override
    public String remedy() {
      return "estimate the CTF first";
    }
  }

  /** A blob of unknown size. */
  record DiameterMissing(String reference) implements MicrographReason {
    @Override
    public String problem() {
      return "the diameter of the particles is not known from " + reference;
    }

    @Override
    public String remedy() {
      return "state it";
    }
  }

  /** A reference without a pixel size. */
  record ReferencePixelSizeMissing(String file) implements MicrographReason {
    @Override
    public String problem() {
      return "the reference " + file + " does not know its pixel size";
    }

    @Override
    public String remedy() {
      return "state the pixel size of the reference in Angstrom";
    }
  }

  /** No coordinates for a micrograph. */
  record CoordinatesMissing(String micrograph, String tried) implements MicrographReason {
    @Override
    public String problem() {
      return "there are no coordinates for " + micrograph + "; looked for " + tried;
    }

    @Override
    public String remedy() {
      return "name the file or the folder that holds them";
    }
  }
}
