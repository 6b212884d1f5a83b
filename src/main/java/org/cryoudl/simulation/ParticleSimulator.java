package org.cryoudl.simulation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.imaging.NoiseModel;
import org.cryoudl.simulation.projection.RandomPurpose;
import org.cryoudl.simulation.projection.Template;

/**
 * Makes particle images one by one: a template in a random pose, filtered by its own CTF, with
 * noise. A particle depends on the recipe's seed and its own index only, so any thread may make any
 * particle, in any order. Immutable.
 */
public final class ParticleSimulator {

  /**
   * One class of particles.
   *
   * @param name what it is, for people
   * @param template its picture
   * @param proportion its share relative to the other classes, positive
   */
  public record ParticleClass(String name, Template template, double proportion) {}

  /**
   * What was drawn for one particle.
   *
   * @param classIndex 0-based position in {@link #classes}
   * @param placement where it lies in its box
   * @param ctf its CTF, empty where the recipe applies none
   */
  public record Truth(int classIndex, Placement placement, Optional<CtfParameters> ctf) {}

  /**
   * The images of one particle.
   *
   * @param clean neither CTF nor noise, in the template's grey values
   * @param filtered with CTF, without noise, in the template's grey values
   * @param noisy the particle image, scaled as the recipe says
   */
  public record Particle(Image clean, Image filtered, Image noisy) {}

  private final Recipe recipe;
  private final List<ParticleClass> classes;
  private final double totalProportion;

  public ParticleSimulator(Recipe recipe, List<ParticleClass> classes) {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("at least one class is needed, got none");
    }
    this.recipe = recipe;
    this.classes = List.copyOf(classes);
    this.totalProportion = classes.stream().mapToDouble(ParticleClass::proportion).sum();
  }

  /** The classes that particles are drawn from. */
  public List<ParticleClass> classes() {
    return classes;
  }

  /** What holds for a particle, without making its image. */
  public Truth truth(int index) {
    Placement placement = recipe.poses().draw(random(RandomPurpose.POSE, index));
    Optional<CtfParameters> ctf =
        recipe.ctf().mode() == CtfModel.Mode.NONE
            ? Optional.empty()
            : Optional.of(recipe.ctf().draw(random(RandomPurpose.DEFOCUS, index)));
    return new Truth(drawClass(index), placement, ctf);
  }

  /** Makes a particle. */
  public Particle simulate(int index) {
    Truth truth = truth(index);
    int box = recipe.boxPixels();
    double pixelSize = recipe.pixelSizeAngstroms();
    int margin = truth.ctf().isPresent() ? recipe.ctf().marginPixels() : 0;
    Image wide =
        classes
            .get(truth.classIndex())
            .template()
            .render(box + 2 * margin, truth.placement().pose());
    Image clean = wide.cropped(box);
    truth.ctf().ifPresent(c -> recipe.ctf().apply(wide.pixels(), wide.box(), pixelSize, c));
    Image filtered = wide.cropped(box);
    Image noisy = filtered.copy();
    recipe.noise().addWhite(noisy.pixels(), random(RandomPurpose.WHITE_NOISE, index));
    recipe
        .noise()
        .addLowFrequency(
            noisy.pixels(), box, pixelSize, random(RandomPurpose.LOW_FREQUENCY_NOISE, index));
    scale(noisy.pixels(), recipe.scaling());
    return new Particle(clean, filtered, noisy);
  }

  private int drawClass(int index) {
    double left = totalProportion * random(RandomPurpose.CLASS, index).nextDouble();
    for (int i = 0; i < classes.size() - 1; i++) {
      left -= classes.get(i).proportion();
      if (left < 0) {
        return i;
      }
    }
    return classes.size() - 1;
  }

  private SplittableRandom random(RandomPurpose purpose, int index) {
    return KeyedRandom.of(recipe.seed(), purpose, index);
  }

  private static void scale(float[] pixels, Recipe.Scaling scaling) {
    switch (scaling) {
      case NONE -> {}
      case STANDARDISED -> {
        double mean = 0;
        for (float pixel : pixels) {
          mean += pixel / pixels.length;
        }
        double deviation = Math.sqrt(NoiseModel.variance(pixels));
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = deviation > 0 ? (float) ((pixels[i] - mean) / deviation) : 0;
        }
      }
      case EIGHT_BIT -> {
        float least = Float.POSITIVE_INFINITY;
        float largest = Float.NEGATIVE_INFINITY;
        for (float pixel : pixels) {
          least = Math.min(least, pixel);
          largest = Math.max(largest, pixel);
        }
        float span = largest - least;
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = span > 0 ? Math.round(255 * (pixels[i] - least) / span) : 0;
        }
      }
    }
  }
}
