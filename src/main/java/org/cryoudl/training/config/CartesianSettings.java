package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Locale;
import org.cryoudl.failure.Bounds;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.JointAutoencoder;
import org.jspecify.annotations.Nullable;

/**
 * How the network {@code cartesian} is trained. The defaults are the published unsupervised
 * difference learning (UDL; Chen, Feng, Shen, J. Struct. Biol. 215 (2023) 107940): a pair x, y and
 * the same pair turned by known angles a, b must give answers that differ by a - b.
 *
 * @param architecture sizes of the network; those of the start model if there is one
 * @param pairsPerStep pairs in one update
 * @param difference weight of the published loss; 1 as published
 * @param ownTurn weight of an added loss: every image against its own turned copy, whose answer is
 *     the known turn; 0 as published. It is also what rids the answers of their constant
 * @param splitNoise 0 as published. With 1, noise with the spectrum of the images is added to the
 *     images and taken away from their turned copies: the noise of the two is then independent (if
 *     Gaussian), so that a turn cannot be read off the noise, only off the particle
 * @param jointWeight in joint learning: the autoencoder's squared error counts this many times the
 *     epoch; disagreement with the average counts this
 * @param jointTarget what joint learning compares answers with: as published a reconstruction
 * @param jointWarmUpSteps steps over which only the autoencoder learns from its error; 0 as
 *     published. Before it can reconstruct anything, its errors say nothing about angles
 * @param supervised weight of the errors of the answers themselves, from the true angles of a
 *     simulated set; for the method supervised alone
 * @param photometric weight of the squared differences between the reference and the image turned
 *     by the answer, as spatial transformers learn (Jaderberg et al., NIPS 2015); needs no truth
 */
public record CartesianSettings(
    @JsonPropertyDescription("Sizes of the network; those of `start` if that is given.")
        @Nullable CartesianArchitecture architecture,
    @JsonPropertyDescription("Pairs in one update.") Integer pairsPerStep,
    @JsonPropertyDescription("Weight of the published loss on differences; 1 as published.")
        Double difference,
    @JsonPropertyDescription(
            "Weight of the loss of every image against its own turned copy, whose answer is known;"
                + " 0 as published.")
        Double ownTurn,
    @JsonPropertyDescription(
            "Noise like that of the images, added to them and taken away from their turned copies,"
                + " so that no turn can be read off the noise; 1: as strong as theirs, 0 as"
                + " published.")
        Double splitNoise,
    @JsonPropertyDescription(
            "Joint learning: how much it counts; the reconstruction's squared error counts this times"
                + " the epoch.")
        Double jointWeight,
    @JsonPropertyDescription(
            "Joint learning: what answers must agree with. `reconstruction`, as published: an"
                + " autoencoder of the turned spectra; `average`: every image's angle against the"
                + " joint average of the half of the set that it is not in (see `joint`).")
        JointTarget jointTarget,
    @JsonPropertyDescription(
            "Joint learning: steps over which only the autoencoder learns from its error, not yet"
                + " the angles; 0 as published.")
        Integer jointWarmUpSteps,
    @JsonPropertyDescription(
            "Weight of the error of every answer from the true angle; for method supervised, which"
                + " needs particles.truth.")
        Double supervised,
    @JsonPropertyDescription(
            "Weight of the squared difference between the reference and the image rotated by the answer"
                + " (spatial transformer).")
        Double photometric) {

  /** What is null takes its default. */
  public CartesianSettings(
      @Nullable CartesianArchitecture architecture,
      @Nullable Integer pairsPerStep,
      @Nullable Double difference,
      @Nullable Double ownTurn,
      @Nullable Double splitNoise,
      @Nullable Double jointWeight,
      @Nullable JointTarget jointTarget,
      @Nullable Integer jointWarmUpSteps,
      @Nullable Double supervised,
      @Nullable Double photometric) {
    this.pairsPerStep = Bounds.within("pairs_per_step", pairsPerStep, 32, 1, 4096);
    this.difference = Bounds.within("difference", difference, 1, 0, 1000);
    this.ownTurn = Bounds.within("own_turn", ownTurn, 0, 0, 1000);
    this.splitNoise = Bounds.within("split_noise", splitNoise, 0, 0, 10);
    this.jointWeight = Bounds.within("joint_weight", jointWeight, 20, 0, 1e6);
    this.jointTarget = jointTarget == null ? JointTarget.RECONSTRUCTION : jointTarget;
    this.jointWarmUpSteps =
        Bounds.within("joint_warm_up_steps", jointWarmUpSteps, 0, 0, 100_000_000);
    this.supervised = Bounds.within("supervised", supervised, 0, 0, 1000);
    this.photometric = Bounds.within("photometric", photometric, 0, 0, 1000);
    if (this.difference + this.ownTurn + this.supervised + this.photometric == 0) {
      throw new IllegalArgumentException(
          "difference, own_turn, supervised and photometric are all 0, so there is nothing to learn"
              + " angles from");
    }
    this.architecture = architecture;
  }

  /** Every default. */
  public static CartesianSettings standard() {
    return new CartesianSettings(null, null, null, null, null, null, null, null, null, null);
  }

  /** These settings with the published architecture where neither they nor a model name one. */
  CartesianSettings startingFrom(@Nullable String model) {
    boolean named = model != null || architecture != null;
    return new CartesianSettings(
        named ? architecture : CartesianArchitecture.published(),
        pairsPerStep,
        difference,
        ownTurn,
        splitNoise,
        jointWeight,
        jointTarget,
        jointWarmUpSteps,
        supervised,
        photometric);
  }

  /** Whether there is an autoencoder, and all pairs have the first image in common. */
  public boolean reconstructs(TrainingMethod method) {
    return method == TrainingMethod.JUDL && jointTarget == JointTarget.RECONSTRUCTION;
  }

  /** Whether answers are held against the joint average. */
  public boolean averages(@Nullable TrainingMethod method) {
    return method == TrainingMethod.JUDL && jointTarget == JointTarget.AVERAGE;
  }

  /**
   * The method of learning: pair-wise unless said otherwise.
   *
   * @throws IllegalArgumentException if it does not fit the weights, or lacks the truth it needs
   */
  TrainingMethod method(@Nullable TrainingMethod said, @Nullable ParticleSettings particles) {
    TrainingMethod method = said == null ? TrainingMethod.UDL : said;
    if ((method == TrainingMethod.SUPERVISED) != (supervised > 0)) {
      throw new IllegalArgumentException(
          method == TrainingMethod.SUPERVISED
              ? "method supervised needs cartesian.supervised above 0"
              : "cartesian.supervised is above 0, so method must be supervised");
    }
    if (supervised > 0 && (particles == null || particles.truth() == null)) {
      throw new IllegalArgumentException(
          "method supervised needs the particles' truth; without one say udl or judl");
    }
    return method;
  }

  /** The autoencoder halves the spectrum three times. */
  public static void requireHalvesOf(CartesianArchitecture architecture) {
    if (architecture.inputPixels() % JointAutoencoder.STRIDE != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "joint learning needs input_pixels to be a multiple of %d, got %d",
              JointAutoencoder.STRIDE,
              architecture.inputPixels()));
    }
  }
}
