package org.cryoudl.alignment.intake;

import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.io.scratch.MemoryShare;
import org.cryoudl.progress.Progress;

/**
 * A set of particles, checked and ready to be aligned. Positions count the images that hold
 * something.
 *
 * @param set where they come from
 * @param images normalised, constant ones left out
 * @param spectra their transforms with their CTF
 * @param reference what to align to; particles by their position
 * @param ctfUsed whether all of them have a CTF that is to be used
 * @param phases how the CTF is in the images, as far as the user or the metadata state it
 */
public record ParticleIntake(
    Particles set,
    ParticleImages images,
    ParticleSpectra spectra,
    Reference reference,
    boolean ctfUsed,
    PhaseClaim phases) {

  /** Finer detail than this many cycles per box is never resolved by aligned single particles. */
  private static final int MAX_RADIUS = 96;

  /** Smaller images hold neither a background nor a ring of the spectrum. */
  private static final int MIN_BOX = 8;

  /**
   * Reads every image once, unless that was done, and checks what an alignment needs.
   *
   * @throws DataException if the images are not square, too small, or fewer than two hold anything
   * @throws UsageException if the reference, the largest shift or the mask does not fit the set
   */
  public static ParticleIntake of(Particles set, AlignmentOptions options, Progress progress) {
    int box = requireSquare(set);
    requireWithin(box, options);
    boolean invert = inverts(set, options);
    ParticleImages images =
        set.constantRows()
            .map(constant -> ParticleImages.without(set.images(), invert, constant))
            .orElseGet(() -> ParticleImages.survey(set.images(), invert, progress));
    requireImages(set, images, progress);
    Reference reference = checked(options.reference(), images, set);
    boolean ctfKnown =
        options.useCtf()
            && set.pixelSizeAngstroms().isPresent()
            && allHaveCtf(set, images, progress);
    ParticleSpectra spectra =
        new ParticleSpectra.Recipe(set.size(), invert, images.constantRows(), radius(box), ctfKnown)
            .of(set, images);
    return new ParticleIntake(set, images, spectra, reference, ctfKnown, phases(set, options));
  }

  /** Whether particles are dark, by what the user or the metadata state, and are made white. */
  public static boolean inverts(Particles set, AlignmentOptions options) {
    return options.invertContrast() || set.saysDark();
  }

  /** The same particles, to be aligned to another reference. */
  public ParticleIntake withReference(Reference other) {
    return new ParticleIntake(set, images, spectra, other, ctfUsed, phases);
  }

  /** Side length of the images in pixels. */
  public int box() {
    return images.box();
  }

  /** Number of images that hold something. */
  public int size() {
    return images.size();
  }

  /** The row in the set of a position. */
  public int row(int position) {
    return images.row(position);
  }

  private static PhaseClaim phases(Particles set, AlignmentOptions options) {
    if (options.phases().isPresent()) {
      return new PhaseClaim(options.phases().get(), PhaseClaim.By.USER);
    }
    return switch (set.phases()) {
      case FLIPPED -> new PhaseClaim(CtfPhases.FLIPPED, PhaseClaim.By.METADATA);
      case UNKNOWN, PREMULTIPLIED -> PhaseClaim.UNSTATED;
    };
  }

  private static int requireSquare(Particles set) {
    int width = set.images().width();
    int height = set.images().height();
    if (width != height) {
      throw new DataException(
          set.file()
              + " holds images of "
              + width
              + " x "
              + height
              + " pixels; alignment needs square ones, cut them to "
              + Math.min(width, height)
              + " x "
              + Math.min(width, height));
    }
    if (width < MIN_BOX) {
      throw new DataException(
          set.file()
              + " holds images of "
              + width
              + " x "
              + width
              + " pixels; alignment needs at least "
              + MIN_BOX
              + " x "
              + MIN_BOX);
    }
    return width;
  }

  private static void requireWithin(int box, AlignmentOptions options) {
    if (options.maxShiftPixels(box) > box / 2.0) {
      throw new UsageException(
          new AlignmentReason.ShiftBeyondBox(box, options.maxShiftPixels(box)));
    }
    double corner = box / Math.sqrt(2);
    if (options.maskRadius(box) * box > corner) {
      throw new UsageException(
          new AlignmentReason.MaskBeyondBox(options.maskRadius(box) * box, box, corner));
    }
  }

  private static void requireImages(Particles set, ParticleImages images, Progress progress) {
    if (!images.constantRows().isEmpty()) {
      progress.warn(
          images.constantRows().size()
              + " of "
              + set.size()
              + " images hold a single value and are left out, the first of them "
              + set.imageName(images.constantRows().get(0)));
    }
    if (images.size() < 2) {
      throw new DataException(
          set.file()
              + " holds "
              + images.size()
              + " usable images of "
              + set.size()
              + "; at least 2 are needed to align them to each other");
    }
  }

  private static boolean allHaveCtf(Particles set, ParticleImages images, Progress progress) {
    int without = 0;
    for (int i = 0; i < images.size(); i++) {
      without += set.ctf(images.row(i)).isPresent() ? 0 : 1;
    }
    if (without > 0 && without < images.size()) {
      progress.warn(
          without + " of " + images.size() + " particles have no CTF, so it is not used for any");
    }
    return without == 0;
  }

  private static Reference checked(Reference requested, ParticleImages images, Particles set) {
    if (requested instanceof Reference.Particle particle) {
      for (int i = 0; i < images.size(); i++) {
        if (images.row(i) == particle.index()) {
          return new Reference.Particle(i);
        }
      }
      throw new UsageException(
          particle.index() >= set.size()
              ? new AlignmentReason.ReferenceOutOfRange(
                  particle.index() + 1, set.file(), set.size())
              : new AlignmentReason.ReferenceIsConstant(particle.index() + 1));
    }
    if (requested instanceof Reference.Picture picture
        && (picture.image().width() != images.box() || picture.image().height() != images.box())) {
      throw new DataException(
          "the reference picture has "
              + picture.image().width()
              + " x "
              + picture.image().height()
              + " pixels, the particles have "
              + images.box()
              + " x "
              + images.box()
              + "; bring it to their box and pixel size");
    }
    return requested;
  }

  private static int radius(int box) {
    return Math.min((box - 1) / 2, MAX_RADIUS);
  }

  /**
   * Of how many particles the spectra stay in memory.
   *
   * @param box side length in pixels
   * @param heapBytes the largest heap
   */
  public static int spectraKept(int particles, int box, long heapBytes) {
    return ParticleSpectra.kept(particles, coefficients(box), MemoryShare.bytes(heapBytes));
  }

  /** Memory of one particle's spectrum. */
  public static double spectrumBytes(int box) {
    return ParticleSpectra.bytes(coefficients(box));
  }

  /** About so many coefficients has a spectrum; the other half of the disc is the conjugates. */
  private static double coefficients(int box) {
    return Math.PI * radius(box) * radius(box) / 2;
  }
}
