package org.cryoudl.alignment;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.network.PolarModel;
import org.cryoudl.progress.Progress;

/**
 * Aligns a set of particles: angles modulo 180 degrees from the network, then half-turn, shift and
 * angle together against the improving average ({@link WitnessedRefinement}).
 */
public final class ParticleAligner {

  /** Finer detail than this many cycles per box is never resolved by aligned single particles. */
  private static final int MAX_RADIUS = 96;

  /** Smaller images hold neither a background nor a ring of the spectrum. */
  private static final int MIN_BOX = 8;

  /** Strength of evidence for dark particles from which on the user is warned. */
  private static final double DARK_Z = -8;

  private final PolarModel model;
  private final AlignmentOptions options;
  private final Progress progress;

  public ParticleAligner(PolarModel model, AlignmentOptions options, Progress progress) {
    this.model = model;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Aligns.
   *
   * @throws DataException if the images are not square, too small, or fewer than two hold anything
   * @throws UsageException if the reference or the largest shift does not fit the set
   */
  public Alignment align(ParticleSet set) {
    int box = requireSquare(set);
    requireShiftWithin(box);
    ParticleImages images = ParticleImages.survey(set.images(), options.invertContrast(), progress);
    requireImages(set, images);
    if (images.contrastZ() < DARK_Z) {
      progress.warn(
          "the particles look darker than their background; if they are, use --invert-contrast");
    }
    Reference reference = checked(images, set);
    OptionalDouble pixelSize = set.pixelSizeAngstroms();
    boolean ctfKnown = options.useCtf() && pixelSize.isPresent() && allHaveCtf(set, images);
    IntFunction<Optional<CtfParameters>> ctf =
        i -> ctfKnown ? set.ctf(images.row(i)) : Optional.empty();
    ParticleSpectra spectra =
        new ParticleSpectra(images, Math.min((box - 1) / 2, MAX_RADIUS), ctf, pixelSize.orElse(1));
    NetworkAngles.Found angles =
        new NetworkAngles(model, progress).find(images, reference, spectra);
    Appraised appraised =
        new WitnessedRefinement(
                spectra,
                new JointRefinement.Options(
                    options.maskRadius(box),
                    options.maxShiftPixels(box),
                    phases(set),
                    !(reference instanceof Reference.Picture)),
                progress)
            .run(angles.psiDegrees(), angles.score(), reference);
    return result(set, images, angles, appraised, ctfKnown, reference);
  }

  private Optional<PhaseModel> phases(ParticleSet set) {
    if (options.phases().isPresent()) {
      return options.phases();
    }
    return switch (set.phases()) {
      case FLIPPED -> Optional.of(PhaseModel.FLIPPED);
      case UNKNOWN, PREMULTIPLIED -> Optional.empty();
    };
  }

  private static int requireSquare(ParticleSet set) {
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

  private void requireShiftWithin(int box) {
    if (options.maxShiftPixels(box) > box / 2.0) {
      throw new UsageException(
          "the largest shift must be at most half the box, which is "
              + box
              + " pixels, got "
              + options.maxShiftPixels(box)
              + "; name a smaller one with --max-shift");
    }
  }

  private void requireImages(ParticleSet set, ParticleImages images) {
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

  private boolean allHaveCtf(ParticleSet set, ParticleImages images) {
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

  private Reference checked(ParticleImages images, ParticleSet set) {
    if (options.reference() instanceof Reference.Particle particle) {
      for (int i = 0; i < images.size(); i++) {
        if (images.row(i) == particle.index()) {
          return new Reference.Particle(i);
        }
      }
      throw new UsageException(
          particle.index() >= set.size()
              ? "--reference "
                  + (particle.index() + 1)
                  + " is out of range: "
                  + set.file()
                  + " holds "
                  + set.size()
                  + " images"
              : "--reference "
                  + (particle.index() + 1)
                  + " is an image that holds a single value; choose another");
    }
    if (options.reference() instanceof Reference.Picture picture
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
    return options.reference();
  }

  private Alignment result(
      ParticleSet set,
      ParticleImages images,
      NetworkAngles.Found angles,
      Appraised appraised,
      boolean ctfUsed,
      Reference reference) {
    AlignedParticles particles = appraised.particles();
    Averages averages = appraised.averages();
    double turn = 0;
    if (reference instanceof Reference.Particle particle) {
      turn = -particles.poses[particle.index()].psiDegrees();
      particles.move(turn, 0, 0);
    }
    Image average = Image.square(averages.side(), averages.full());
    Image raw = Image.square(averages.side(), averages.unfiltered());
    if (turn != 0) {
      Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);
      average = warp.apply(average, new Pose(turn, 0, 0));
      raw = warp.apply(raw, new Pose(turn, 0, 0));
    }
    return new Alignment(
        images.rows(),
        images.constantRows(),
        particles.poses,
        particles.correlation,
        particles.confidence,
        particles.halfTurnProbability,
        particles.effectivePoses,
        angles.confidence(),
        particles.psiErrorDegrees,
        particles.shiftErrorPixels,
        particles.minorShiftErrorPixels,
        particles.shiftAxisDegrees,
        particles.scale,
        particles.outlier,
        average,
        raw,
        averages.ringCorrelation(),
        appraised.patternRatio(),
        appraised.testimony(),
        appraised.undecidedHalfTurns(),
        ctfUsed ? Optional.of(appraised.phases()) : Optional.empty(),
        set.pixelSizeAngstroms());
  }
}
