package org.cryoudl.simulation.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.fourier.FastLength;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.projection.RandomPurpose;

/**
 * Makes whole micrographs: molecules at known places in ice that has a structure of its own, seen
 * through the CTF of the micrograph, and counted electron by electron under a beam that is uneven
 * from one side to the other. A micrograph depends on the recipe's seed and its own index only.
 * Immutable.
 */
public final class MicrographSimulator {

  /**
   * A molecule on a micrograph.
   *
   * @param column of its centre, counted from 0
   * @param row of its centre, counted from 0
   * @param specimen 0-based position in the list of specimens
   * @param view rot, tilt and psi as RELION counts them
   */
  public record Placed(double column, double row, int specimen, EulerAngles view) {}

  /**
   * What was drawn for one micrograph.
   *
   * @param ctf its CTF, empty where the recipe applies none
   * @param particles the molecules on it
   */
  public record Truth(Optional<CtfParameters> ctf, List<Placed> particles) {}

  private static final int LEVEL_MOLECULES = 40;

  /** Blobs are drawn as far as this. */
  private static final double REACH_SIGMAS = 5;

  private static final int TRIES_FOR_A_PLACE = 200;

  /** Above this mean a Poisson number is drawn from the normal distribution. */
  private static final double MANY_ELECTRONS = 50;

  /** Frequencies wrap around the plane that the CTF acts on; this rim around is cut off. */
  private static final double MARGIN_SHARE = 1.0 / 32;

  private final MicrographRecipe recipe;
  private final List<ViewedSpecimen> specimens;
  private final double[] radiusPixels;
  private final NoiseLevel level;
  private final Optional<JunkPainter> painter;
  private final int boxPixels;

  public MicrographSimulator(MicrographRecipe recipe, List<ViewedSpecimen> specimens) {
    this.recipe = recipe;
    this.specimens = List.copyOf(specimens);
    this.radiusPixels =
        specimens.stream()
            .mapToDouble(s -> s.density().radiusAngstroms() / recipe.pixelSizeAngstroms())
            .toArray();
    double largest = 0;
    for (double radius : radiusPixels) {
      largest = Math.max(largest, radius);
    }
    this.boxPixels = Math.min(4096, FastLength.atLeast(Math.max(16, (int) (3 * largest))));
    this.level =
        specimens.isEmpty()
            ? new NoiseLevel(1, 3)
            : NoiseLevel.of(levelRecipe(), this.specimens, LEVEL_MOLECULES);
    this.painter =
        recipe.ice().contamination() == 0
            ? Optional.empty()
            : Optional.of(
                new JunkPainter(
                    this.specimens, recipe.pixelSizeAngstroms(), boxPixels, level.peak()));
  }

  /** The same molecules in boxes of their own, for the strength of the noise. */
  private ViewRecipe levelRecipe() {
    return new ViewRecipe(
        null,
        recipe.seed(),
        1,
        boxPixels,
        recipe.pixelSizeAngstroms(),
        recipe.specimens(),
        recipe.directions(),
        null,
        null,
        null,
        null,
        recipe.ctf(),
        recipe.snr(),
        null);
  }

  /** The molecules that micrographs hold. */
  public List<ViewedSpecimen> specimens() {
    return specimens;
  }

  /** What holds for a micrograph, without making its image. */
  public Truth truth(int index) {
    Optional<CtfParameters> ctf =
        recipe.ctf().mode() == CtfModel.Mode.NONE
            ? Optional.empty()
            : Optional.of(recipe.ctf().draw(random(RandomPurpose.MICROGRAPH, index)));
    List<Placed> placed = new ArrayList<>();
    SplittableRandom random = random(RandomPurpose.PLACE, index);
    int wanted = specimens.isEmpty() ? 0 : recipe.particles();
    for (int p = 0; p < wanted; p++) {
      int specimen = ViewedSpecimen.pick(specimens, random.nextDouble());
      ViewedSpecimen seen = specimens.get(specimen);
      EulerAngles direction =
          seen.directions().draw(random, seen.listed(), (long) index * recipe.particles() + p);
      EulerAngles view =
          new EulerAngles(
              direction.rotDegrees(), direction.tiltDegrees(), 360 * random.nextDouble() - 180);
      place(specimen, view, placed, random);
    }
    return new Truth(ctf, placed);
  }

  /** Tries some places; where the micrograph is full the molecule is left out. */
  private void place(int specimen, EulerAngles view, List<Placed> placed, SplittableRandom random) {
    double radius = radiusPixels[specimen];
    double width = recipe.widthPixels() - 1 - 2 * radius;
    double height = recipe.heightPixels() - 1 - 2 * radius;
    if (width <= 0 || height <= 0) {
      return;
    }
    for (int t = 0; t < TRIES_FOR_A_PLACE; t++) {
      double column = radius + width * random.nextDouble();
      double row = radius + height * random.nextDouble();
      boolean free =
          placed.stream()
              .allMatch(
                  other ->
                      Math.hypot(column - other.column, row - other.row)
                          >= apart(specimen, other.specimen));
      if (free) {
        placed.add(new Placed(column, row, specimen, view));
        return;
      }
    }
  }

  private double apart(int one, int other) {
    return recipe.minimumDistanceAngstroms() == null
        ? radiusPixels[one] + radiusPixels[other]
        : recipe.minimumDistanceAngstroms() / recipe.pixelSizeAngstroms();
  }

  /** Makes a micrograph: numbers of electrons. */
  public Image simulate(int index) {
    Truth truth = truth(index);
    int width = recipe.widthPixels();
    int height = recipe.heightPixels();
    int longer = Math.max(width, height);
    int side = FastLength.atLeast(longer + 2 * (int) Math.ceil(MARGIN_SHARE * longer));
    Image plane = Image.square(side);
    int left = (side - width) / 2;
    int top = (side - height) / 2;
    truth.particles().forEach(particle -> draw(particle, plane, left, top));
    addContamination(plane, index);
    addIce(plane, index);
    truth
        .ctf()
        .ifPresent(c -> recipe.ctf().apply(plane.pixels(), side, recipe.pixelSizeAngstroms(), c));
    return counted(plane, left, top, index);
  }

  private void draw(Placed particle, Image plane, int left, int top) {
    ViewedSpecimen seen = specimens.get(particle.specimen);
    double widest =
        seen.density().blobs().stream().mapToDouble(b -> b.sigma()).max().orElse(0)
            / recipe.pixelSizeAngstroms();
    int half = (int) Math.ceil(radiusPixels[particle.specimen] + REACH_SIGMAS * widest) + 1;
    int box = 2 * half;
    int column = (int) Math.rint(particle.column);
    int row = (int) Math.rint(particle.row);
    Image own = Image.square(box);
    seen.density()
        .project(
            new EulerAngles(particle.view.rotDegrees(), particle.view.tiltDegrees(), 0),
            recipe.pixelSizeAngstroms())
        .addTo(
            own.pixels(),
            box,
            new Pose(particle.view.psiDegrees(), column - particle.column, row - particle.row));
    add(own, plane, left + column - half, top + row - half);
  }

  private static void add(Image own, Image plane, int left, int top) {
    for (int r = Math.max(0, -top); r < Math.min(own.height(), plane.height() - top); r++) {
      for (int c = Math.max(0, -left); c < Math.min(own.width(), plane.width() - left); c++) {
        plane.pixels()[(top + r) * plane.width() + left + c] += own.at(r, c);
      }
    }
  }

  private void addContamination(Image plane, int index) {
    SplittableRandom random = random(RandomPurpose.JUNK, index);
    for (int i = 0; i < recipe.ice().contamination(); i++) {
      int left = random.nextInt(plane.width());
      int top = random.nextInt(plane.height());
      painter.ifPresent(
          known -> {
            Image own = Image.square(2 * boxPixels);
            known.add(JunkKind.CONTAMINATION, own, random);
            add(own, plane, left - boxPixels, top - boxPixels);
          });
    }
  }

  private void addIce(Image plane, int index) {
    float deviation = (float) (level.deviation() * Math.sqrt(recipe.ice().noise()));
    if (deviation == 0) {
      return;
    }
    int side = plane.box();
    ParallelLoop.run(
        side,
        row -> {
          SplittableRandom random = random(RandomPurpose.ICE, rowKey(index, row));
          for (int i = row * side; i < (row + 1) * side; i++) {
            plane.pixels()[i] += (float) (deviation * random.nextGaussian());
          }
        });
  }

  /** Electrons: each pixel a Poisson number whose mean the density and the uneven ice decide. */
  private Image counted(Image plane, int left, int top, int index) {
    int width = recipe.widthPixels();
    int height = recipe.heightPixels();
    Image image = new Image(width, height, new float[Math.multiplyExact(width, height)]);
    double mean = recipe.electronsPerSquareAngstrom() * Math.pow(recipe.pixelSizeAngstroms(), 2);
    double noise = Math.sqrt(mean);
    double scale =
        (recipe.contrast() == MicrographRecipe.Contrast.DARK ? -1 : 1) * noise / level.deviation();
    SplittableRandom uneven = random(RandomPurpose.UNEVEN_ICE, index);
    double rise = noise * recipe.ice().gradient() * uneven.nextDouble(0.5, 1);
    double direction = 2 * Math.PI * uneven.nextDouble();
    double across = rise * Math.cos(direction) / width;
    double down = rise * Math.sin(direction) / height;
    ParallelLoop.run(
        height,
        row -> {
          SplittableRandom random = random(RandomPurpose.DOSE, rowKey(index, row));
          for (int column = 0; column < width; column++) {
            double expected =
                mean
                    + across * (column - width / 2.0)
                    + down * (row - height / 2.0)
                    + scale * plane.at(top + row, left + column);
            image.pixels()[row * width + column] = (float) poisson(expected, random);
          }
        });
    return image;
  }

  private static long rowKey(int index, int row) {
    return ((long) index << 20) + row;
  }

  /** A Poisson number; Knuth's products where the mean is small. */
  private static double poisson(double mean, SplittableRandom random) {
    if (mean <= 0) {
      return 0;
    }
    if (mean > MANY_ELECTRONS) {
      return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  private SplittableRandom random(RandomPurpose purpose, long index) {
    return KeyedRandom.of(recipe.seed(), purpose, index);
  }
}
