package org.cryoudl.simulation.views;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Normalisation;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.Placement;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.projection.RandomPurpose;

/**
 * Makes particle images of three-dimensional molecules one by one, and boxes without a good
 * particle among them. The noise has one variance in the whole set, as it has in a microscope. A
 * box depends on the recipe's seed and its own index only, so any thread may make any box, in any
 * order. Immutable.
 */
public final class ViewSimulator {

  /**
   * What was drawn for one box.
   *
   * @param specimen 0-based position in {@link #specimens}; without meaning for junk
   * @param junk what it is if it is no good particle
   * @param view rot and tilt of the direction, psi the in-plane rotation; without meaning for junk
   * @param downPixels where the molecule lies below the centre of the box
   * @param rightPixels the same to the right
   * @param neighbour whether another molecule lies at the rim
   * @param micrograph number of its micrograph, from 1
   * @param ctf its CTF, empty where the recipe applies none
   */
  public record Truth(
      int specimen,
      Optional<JunkKind> junk,
      EulerAngles view,
      double downPixels,
      double rightPixels,
      boolean neighbour,
      int micrograph,
      Optional<CtfParameters> ctf) {}

  /**
   * The images of one box.
   *
   * @param clean neither CTF nor noise, in the molecules' grey values
   * @param noisy the particle image; its background has mean 0 and variance 1
   */
  public record Particle(Image clean, Image noisy) {}

  private final ViewRecipe recipe;
  private final List<ViewedSpecimen> specimens;
  private final NoiseLevel level;
  private final JunkPainter painter;
  private final Normalisation normalisation;

  public ViewSimulator(ViewRecipe recipe, List<ViewedSpecimen> specimens) {
    this.recipe = recipe;
    this.specimens = List.copyOf(specimens);
    this.level = NoiseLevel.of(recipe, specimens);
    this.painter =
        new JunkPainter(
            this.specimens, recipe.pixelSizeAngstroms(), recipe.boxPixels(), level.peak());
    Normalisation.Options defaults = Normalisation.Options.defaults(recipe.boxPixels());
    this.normalisation =
        new Normalisation(
            recipe.boxPixels(),
            new Normalisation.Options(defaults.backgroundRadiusPixels(), false, 0, 0));
  }

  /** The molecules that particles are drawn from. */
  public List<ViewedSpecimen> specimens() {
    return specimens;
  }

  /** Standard deviation of the white noise, in the molecules' grey values. */
  public double noiseDeviation() {
    return level.deviation();
  }

  /** What holds for a box, without making its image. */
  public Truth truth(int index) {
    SplittableRandom which = random(RandomPurpose.CLASS, index);
    boolean good = which.nextDouble() >= recipe.junk().share();
    int specimen = ViewedSpecimen.pick(specimens, which.nextDouble());
    Optional<JunkKind> junk = good ? Optional.empty() : Optional.of(recipe.junk().draw(which));
    boolean neighbour = good && which.nextDouble() < recipe.neighbourShare();
    ViewedSpecimen seen = specimens.get(specimen);
    EulerAngles direction =
        seen.directions().draw(random(RandomPurpose.DIRECTION, index), seen.listed(), index);
    Placement placement = recipe.poses().draw(random(RandomPurpose.POSE, index));
    MicrographModel.Micrograph micrograph =
        recipe.micrographs().of(index, recipe.ctf(), recipe.seed());
    return new Truth(
        specimen,
        junk,
        new EulerAngles(direction.rotDegrees(), direction.tiltDegrees(), placement.angleDegrees()),
        placement.downPixels(),
        placement.rightPixels(),
        neighbour,
        micrograph.number(),
        recipe.ctf().mode() == CtfModel.Mode.NONE
            ? Optional.empty()
            : Optional.of(recipe.micrographs().ctfOf(index, micrograph, recipe.seed())));
  }

  /** Makes a box. */
  public Particle simulate(int index) {
    Truth truth = truth(index);
    int box = recipe.boxPixels();
    int margin = truth.ctf().isPresent() ? recipe.ctf().marginPixels() : 0;
    Image wide = Image.square(box + 2 * margin);
    if (truth.junk().isPresent()) {
      painter.add(truth.junk().get(), wide, random(RandomPurpose.JUNK, index));
    } else {
      Pose pose = new Pose(truth.view().psiDegrees(), -truth.rightPixels(), -truth.downPixels());
      EulerAngles direction =
          new EulerAngles(truth.view().rotDegrees(), truth.view().tiltDegrees(), 0);
      specimens
          .get(truth.specimen())
          .density()
          .project(direction, recipe.pixelSizeAngstroms())
          .addTo(wide.pixels(), wide.box(), pose);
    }
    if (truth.neighbour()) {
      painter.neighbour(wide, random(RandomPurpose.NEIGHBOUR, index));
    }
    Image clean = wide.cropped(box);
    truth
        .ctf()
        .ifPresent(
            c -> recipe.ctf().apply(wide.pixels(), wide.box(), recipe.pixelSizeAngstroms(), c));
    Image noisy = wide.cropped(box);
    addNoise(noisy, index);
    normalisation.apply(noisy.pixels(), index);
    return new Particle(clean, noisy);
  }

  private void addNoise(Image image, int index) {
    MicrographModel.Micrograph micrograph =
        recipe.micrographs().of(index, recipe.ctf(), recipe.seed());
    SplittableRandom random = random(RandomPurpose.WHITE_NOISE, index);
    int box = image.box();
    for (int row = 0; row < box; row++) {
      double y = (double) (row - Image.centre(box)) / box;
      for (int column = 0; column < box; column++) {
        double x = (double) (column - Image.centre(box)) / box;
        double ramp = micrograph.rampX() * x + micrograph.rampY() * y;
        image.pixels()[row * box + column] +=
            (float) (level.deviation() * (ramp + random.nextGaussian()));
      }
    }
  }

  private SplittableRandom random(RandomPurpose purpose, int index) {
    return KeyedRandom.of(recipe.seed(), purpose, index);
  }
}
