package org.cryoudl.alignment.plan;

import java.nio.file.Path;
import java.util.Locale;
import org.cryoudl.failure.Reason;

/** Why an alignment cannot be done as it is wanted, or what looks wrong about its particles. */
public sealed interface AlignmentReason extends Reason {

  /** The plan starts from the metadata's poses, but its mode does not refine them. */
  record StartNotUsed(AlignmentPlan.Mode mode) implements AlignmentReason {
    @Override
    public String problem() {
      return "a start from the metadata's poses goes with mode refine, but mode "
          + name(mode)
          + " does not use them";
    }

    @Override
    public String remedy() {
      return "leave one of the two out";
    }
  }

  /** Only shifts are wanted, in a mode that is about the network's angles. */
  record NothingForNetwork(AlignmentPlan.Mode mode) implements AlignmentReason {
    @Override
    public String problem() {
      return "a search for shifts alone leaves nothing to do for the network of mode " + name(mode);
    }

    @Override
    public String remedy() {
      return "use mode joint or refine";
    }
  }

  /** Angles are to be synchronised in the mode that compares with one image. */
  record SynchronisationOfSingleReference() implements AlignmentReason {
    @Override
    public String problem() {
      return "synchronisation makes the network's angles consistent, but mode udl compares each image with the reference alone";
    }

    @Override
    public String remedy() {
      return "leave synchronisation out";
    }
  }

  /** The network's angles are to be synchronised, but the plan uses no network. */
  record SynchronisationWithoutNetwork() implements AlignmentReason {
    @Override
    public String problem() {
      return "synchronisation makes the network's angles consistent, but a start from the metadata or a search for shifts alone uses no network";
    }

    @Override
    public String remedy() {
      return "leave synchronisation out";
    }
  }

  /** First angles that nothing refines. */
  record FirstAnglesNotRefined() implements AlignmentReason {
    @Override
    public String problem() {
      return "first angles from spectra or from chance are meant to be refined, from nothing";
    }

    @Override
    public String remedy() {
      return "refine angles, without a start from the metadata";
    }
  }

  /** First angles that are not those against a reference. */
  record FirstAnglesWithReference() implements AlignmentReason {
    @Override
    public String problem() {
      return "first angles from spectra or from chance are not measured against a reference";
    }

    @Override
    public String remedy() {
      return "leave the reference out";
    }
  }

  /** A prior on averages where no average is searched for. */
  record PriorWithoutSearch() implements AlignmentReason {
    @Override
    public String problem() {
      return "a network as prior guides the search for poses from nothing, which is not done here";
    }

    @Override
    public String remedy() {
      return "leave the prior out";
    }
  }

  /** A symmetry and a reference picture, each with a centre of its own. */
  record SymmetryWithPicture() implements AlignmentReason {
    @Override
    public String problem() {
      return "a symmetry brings its axis to the centre of the box, a reference picture keeps its own centre";
    }

    @Override
    public String remedy() {
      return "leave one of the two out";
    }
  }

  /** The limit below which particles are flagged is no correlation. */
  record CorrelationOutOfRange(double correlation) implements AlignmentReason {
    @Override
    public String problem() {
      return "the least correlation must lie between -1 and 1, got " + correlation;
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** Something is known of the view that only a whole alignment uses. */
  record NeedsWholeAlignment(ViewConstraints constraints) implements AlignmentReason {
    @Override
    public String problem() {
      return constraints.description() + " goes with a whole alignment, mode refine from nothing";
    }

    @Override
    public String remedy() {
      return "use the default plan";
    }
  }

  /** A reference is named, but angles come from the metadata. */
  record ReferenceNotUsed() implements AlignmentReason {
    @Override
    public String problem() {
      return "a reference cannot be used with a start from the metadata or a search for shifts alone, where the angles of the metadata decide what poses are measured against";
    }

    @Override
    public String remedy() {
      return "leave the reference out";
    }
  }

  /** A finest detail is given in Angstrom, but no pixel size is known. */
  record ResolutionWithoutPixelSize(double angstroms, Path file) implements AlignmentReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "a finest detail of %s A needs the pixel size, which %s does not hold",
          angstroms,
          file);
    }

    @Override
    public String remedy() {
      return "leave it out, or give metadata that hold the pixel size";
    }
  }

  /** The classes are decided by other detail than was wanted. */
  record OtherDetailUsed(double wantedAngstroms, double usedAngstroms, int rings)
      implements AlignmentReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "detail down to %s A was wanted to decide the classes; the search %s, so it uses %.1f A"
              + " (%d cycles per box)",
          wantedAngstroms,
          wantedAngstroms < usedAngstroms ? "goes no finer" : "needs at least 3 cycles per box",
          usedAngstroms,
          rings);
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** A finest detail or a seed is given for one class of all particles. */
  record NothingToSort() implements AlignmentReason {
    @Override
    public String problem() {
      return "one class is an alignment of all particles: the finest detail and the seed of the"
          + " search for classes have no part in it";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** A reference is named for several classes. */
  record ReferenceOfClasses(int classes) implements AlignmentReason {
    @Override
    public String problem() {
      return "an alignment into " + classes + " classes makes its own averages";
    }

    @Override
    public String remedy() {
      return "leave the reference out";
    }
  }

  /** Less than a whole alignment is wanted of several classes. */
  record ClassesNeedWholeAlignment(int classes) implements AlignmentReason {
    @Override
    public String problem() {
      return "an alignment into " + classes + " classes finds classes, angles and shifts together";
    }

    @Override
    public String remedy() {
      return "use the default plan";
    }
  }

  /** Something is known of one view, but several are looked for. */
  record ConstraintsOfOneView(int classes, ViewConstraints constraints) implements AlignmentReason {
    @Override
    public String problem() {
      return constraints.description()
          + " is about one view, but an alignment into "
          + classes
          + " classes makes several";
    }

    @Override
    public String remedy() {
      return "sort first, then align the particles of one class with it";
    }
  }

  /** More classes than particles. */
  record TooManyClasses(int classes, int particles, Path file) implements AlignmentReason {
    @Override
    public String problem() {
      return classes + " classes are more than the " + particles + " particles in " + file;
    }

    @Override
    public String remedy() {
      return "choose fewer";
    }
  }

  /**
   * Hardly any particle correlates as well as is wanted.
   *
   * @param least the limit
   * @param left particles above it
   * @param particles all of them
   * @param median correlation of all
   */
  record TooFewCorrelate(double least, int left, int particles, double median)
      implements AlignmentReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "a least correlation of %s leaves %d of %d particles, too few for an average (the median correlation is %.3f)",
          least,
          left,
          particles,
          median);
    }

    @Override
    public String remedy() {
      return "choose a lower one";
    }
  }

  /**
   * No image joins the average of an iterative averaging.
   *
   * @param threshold that an image's correlation must exceed
   * @param best correlation of all images
   */
  record NoneAboveThreshold(double threshold, double best) implements AlignmentReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "no image correlates better than %.3f with the average, the best one %.3f",
          threshold,
          best);
    }

    @Override
    public String remedy() {
      return "choose a lower threshold, or none";
    }
  }

  /**
   * A particle has no pose that an alignment could start from.
   *
   * @param place file and line of the particle
   */
  record NoStartPose(String place) implements AlignmentReason {
    @Override
    public String problem() {
      return place
          + ": there is no pose to start from (no rlnAnglePsi, rlnOriginXAngst, anglePsi or shiftX)";
    }

    @Override
    public String remedy() {
      return "to find poses from nothing, leave the start out";
    }
  }

  /** The largest shift leads out of the box. */
  record ShiftBeyondBox(int box, double shiftPixels) implements AlignmentReason {
    @Override
    public String problem() {
      return "the largest shift must be at most half the box, which is "
          + box
          + " pixels, got "
          + shiftPixels;
    }

    @Override
    public String remedy() {
      return "choose a smaller one";
    }
  }

  /** The mask holds the whole box. */
  record MaskBeyondBox(double radiusPixels, int box, double cornerPixels)
      implements AlignmentReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "a mask of radius %.1f pixels holds the whole box of %d pixels, whose corners lie %.1f from its centre",
          radiusPixels,
          box,
          cornerPixels);
    }

    @Override
    public String remedy() {
      return "choose a smaller radius, in pixels";
    }
  }

  /**
   * The set has no such image to align to.
   *
   * @param number of the image, from 1
   * @param file of the set
   * @param images in it
   */
  record ReferenceOutOfRange(int number, Path file, int images) implements AlignmentReason {
    @Override
    public String problem() {
      return "reference image "
          + number
          + " is out of range: "
          + file
          + " holds "
          + images
          + " images";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /**
   * The image to align to holds nothing.
   *
   * @param number of the image, from 1
   */
  record ReferenceIsConstant(int number) implements AlignmentReason {
    @Override
    public String problem() {
      return "reference image " + number + " holds a single value";
    }

    @Override
    public String remedy() {
      return "choose another";
    }
  }

  /** The average is darker than what is around it. */
  record ParticlesLookDark() implements AlignmentReason {
    @Override
    public String problem() {
      return "the average of the particles is darker than its background";
    }

    @Override
    public String remedy() {
      return "if they are, invert their contrast";
    }
  }

  /**
   * The particles contradict what the user states of their phases.
   *
   * @param stated what
   * @param z how clearly, in standard deviations
   */
  record PhasesContradicted(CtfPhases stated, double z) implements AlignmentReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "the particles contradict that their phases are %s: they agree with the other by %.1f"
              + " standard deviations",
          stated == CtfPhases.FLIPPED ? "flipped" : "not flipped",
          Math.abs(z));
    }

    @Override
    public String remedy() {
      return "leave the phases to the metadata and the particles";
    }
  }

  private static String name(AlignmentPlan.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
